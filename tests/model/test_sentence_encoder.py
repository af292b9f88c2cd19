"""What needs the real weights; collected by `make model` alone. The sentences are from this project's English pages (CC BY 4.0)."""

import os
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from exhibit import agree, claim
from snippets.sentence_encoder import folder, forward, load, pool, tokenize

os.environ["HF_HUB_OFFLINE"] = "1"
SENTENCES = Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines()
HOME = folder()
VOCABULARY = {piece: number for number, piece in enumerate((HOME / "vocab.txt").read_text("utf-8").splitlines())}


@pytest.fixture(scope="module")
def p():
    return load(HOME / "model.safetensors")


@pytest.fixture(scope="module")
def runs(p):
    """Each sentence with its tokens and what the snippet computes of them."""
    texts = {text: tokenize(text, VOCABULARY) for text in SENTENCES}
    return {text: (tokens, *forward([VOCABULARY[one] for one in tokens], p)) for text, tokens in texts.items()}


def encode(text, p):
    return pool(forward([VOCABULARY[one] for one in tokenize(text, VOCABULARY)], p)[0][-1])


@claim(
    vi="Trên {count} câu tiếng Anh của trang này, vector của câu lệch tuyệt đối không quá {bound} so với"
    " sentence-transformers trên PyTorch",
    en="On {count} English sentences of this site the sentence vectors are off by {bound} at most (absolute) from sentence-transformers on"
    " PyTorch",
)
def test_sentence_vectors_agree_with_sentence_transformers(runs):
    from sentence_transformers import SentenceTransformer

    assert len(set(SENTENCES)) >= 100
    wanted = SentenceTransformer(str(HOME), device="cpu").encode(SENTENCES, batch_size=1)
    assert wanted.shape == (len(SENTENCES), 384)
    for (_, states, _), row in zip(runs.values(), wanted, strict=True):
        agree(pool(states[-1]), row, within=1e-6)


@claim(
    vi="Trên {count} câu tiếng Anh của trang này, vector của mọi token sau mỗi tầng và mọi trọng số attention lệch"
    " tuyệt đối không quá {bound} so với transformers",
    en="On {count} English sentences of this site every token's vector after each layer and every attention weight is off by {bound}"
    " at most (absolute) from"
    " transformers",
)
def test_every_layer_agrees_with_transformers(runs):
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(HOME)
    model = AutoModel.from_pretrained(HOME, attn_implementation="eager").eval()
    for text, (_, states, attention) in runs.items():
        with torch.no_grad():
            wanted = model(**tokenizer(text, return_tensors="pt"), output_hidden_states=True, output_attentions=True)
        rows, weights = torch.cat(wanted.hidden_states).numpy(), torch.cat(wanted.attentions).numpy()
        assert rows.shape == states.shape and weights.shape == attention.shape
        agree(np.append(states, attention), np.append(rows, weights), within=1e-4)


@claim(
    vi="Với bộ từ vựng thật, trên {count} câu của trang này, phần lớn tiếng Anh, vài câu tiếng Việt, dãy"
    " chỉ số ở đây và của thư viện tokenizers {bound}",
    en="With the real vocabulary, on {count} sentences of this site, most English and some Vietnamese, the ids and those of the"
    " tokenizers library are {bound}",
)
def test_pieces_agree_with_tokenizers():
    oracle = Tokenizer.from_file(str(HOME / "tokenizer.json"))
    oracle.no_truncation()
    oracle.no_padding()
    for text in [*SENTENCES, "Bố tôi bán bò.", "Con mèo nằm trên ghế.", "Thị trường chứng khoán giảm điểm."]:
        agree([VOCABULARY[one] for one in tokenize(text, VOCABULARY)], oracle.encode(text).ids, within=0)


@claim(
    vi="Mọi mảng đọc từ tệp safetensors khớp đến từng bit với thư viện safetensors",
    en="Every array read from the safetensors file is that of the safetensors library to the last bit",
)
def test_the_file_is_read_as_the_safetensors_library_reads_it(p):
    wanted = load_file(HOME / "model.safetensors")
    integers = [name for name, one in wanted.items() if one.dtype != np.float32]
    assert integers == ["embeddings.position_ids"] and p.keys() == wanted.keys() - set(integers)
    for name, one in p.items():
        np.testing.assert_array_equal(one, wanted[name], strict=True)


@claim(
    vi="Hai từ bank ở cùng vị trí có cùng vector trước tầng đầu; sau mỗi tầng, hai bank ngân hàng gần nhau hơn gần bank bờ sông",
    en="Two banks at one position share a vector before the first layer; after each layer the two of money are closest",
)
def test_bank_has_a_vector_of_its_own_in_each_context(p):
    texts = ["Grass grows along the river bank.", "Her money is in the bank.", "He borrowed money from the bank."]
    rows = []
    for text in texts:
        tokens = tokenize(text, VOCABULARY)
        assert tokens.index("bank") == 6
        rows.append(forward([VOCABULARY[one] for one in tokens], p)[0][:, 6])
    river, money, loan = rows
    np.testing.assert_array_equal(river[0], money[0])
    np.testing.assert_array_equal(river[0], loan[0])
    units = [one / np.linalg.norm(one, axis=1, keepdims=True) for one in rows]
    pairs = {(i, j): (units[i] * units[j]).sum(axis=1) for i, j in [(0, 1), (0, 2), (1, 2)]}
    assert (pairs[1, 2][1:] > np.maximum(pairs[0, 1], pairs[0, 2])[1:]).all()


@claim(
    vi="Trong mọi câu tiếng Anh dùng để đo, đầu 3 của tầng 1 đặt trung bình hơn 0,9 trọng số lên token đứng ngay trước",
    en="In every English sentence of the measurement head 3 of layer 1 puts more than 0.9 of its weight on the token before, on average",
)
def test_one_head_looks_at_the_token_before(runs):
    means = [attention[0, 2].diagonal(-1).mean() for _, _, attention in runs.values()]
    assert min(means) > 0.9


@claim(
    vi="Mô hình bỏ hết dấu tiếng Việt: Bố tôi bán bò và Bò tôi bán bố có cùng một vector, đến từng bit",
    en="It drops all Vietnamese marks: Bố tôi bán bò and Bò tôi bán bố have one vector, to the last bit",
)
def test_vietnamese_loses_its_marks(p):
    np.testing.assert_array_equal(encode("Bố tôi bán bò.", p), encode("Bò tôi bán bố.", p))
    assert np.abs(encode("Bố tôi bán bò.", p) - encode("Bố tôi bán.", p)).max() > 1e-2
