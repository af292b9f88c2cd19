# SPDX-License-Identifier: 0BSD
def stream(pieces):
    """For each piece of bytes, the text that is complete with it."""
    held, texts = b"", []
    for piece in pieces:
        held += piece
        try:
            texts.append(held.decode())
            held = b""
        except UnicodeDecodeError:  # a character still lacks a byte
            texts.append("")
    return texts


tokens = [b"c", b"\xc3", b"\xa1", b"c t", b"\xe1\xbb", b"\xab"]
print(stream(tokens))
print("joined:", "".join(stream(tokens)))
