# SPDX-License-Identifier: 0BSD
def encode(word, merges):
    for left, right in merges:
        pieces, word = word, []
        for piece in pieces:
            if word and (word[-1], piece) == (left, right):
                word[-1] = left + right
            else:
                word.append(piece)
    return word


merges = [("a", "n"), ("n", "an"), ("b", "an")]
for name, order in ("as learned", merges), ("reversed", merges[::-1]):
    tokens = encode(list("banana"), order)
    print(f"{name}: {len(tokens)} tokens, {' '.join(tokens)}")
    print(f"{name}, joined: {''.join(tokens)}")
