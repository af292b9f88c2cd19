# %% [markdown] lang="vi" description="Cả pipeline chạy trên trang: một câu chữ đi vào, mỗi token nhận lại một vector mang ngữ cảnh."
# # Phòng thí nghiệm {#lab}
#
# Trang này chạy trọn một pipeline (chuỗi xử lý nối tiếp): một câu chữ đi vào, mỗi token (đơn vị văn bản) nhận lại một vector mang
# ngữ cảnh. Mỗi ô mã chỉ vài dòng; khung ngay dưới ô là những gì ô ấy in ra khi trang được dựng.
#
# Muốn tự tay thay đổi, bạn [tải notebook](../lab.ipynb), mở bằng Jupyter trên máy có Python 3.11 trở lên và NumPy, rồi chạy lần lượt
# từ trên xuống. Ô mã đầu tiên của notebook là mã của [thẻ pipeline](embeddings/10-pipeline.md#card-pipeline), nơi có các hàm
# `tokenize`, `one_hot`, `embed`, `place`, `look`, `attend`; trên trang này ô ấy được ẩn đi. Chú thích `# <-` chỉ chỗ nên thay.
# Thay xong, hãy chạy lại ô đó và mọi ô phía dưới.
#
# Các ma trận được rút ngẫu nhiên từ một `seed` cố định và chưa qua huấn luyện. Vì vậy độ lớn của các số không nói lên nghĩa của
# từ. Điều đáng xem là hai số nào bằng nhau, số nào đúng bằng 0 và số nào thay đổi.

# %% [markdown] lang="en" description="The whole pipeline at work: a sentence goes in, every token gets back a vector with its context."
# # The lab {#lab}
#
# This page runs the whole pipeline: a sentence goes in, and every token gets back a vector that holds its context. Each cell is a
# few lines of code. The box under a cell holds what that cell printed when the page was built.
#
# To change things yourself, [download the notebook](../lab.ipynb), open it with Jupyter on a machine that has Python 3.11 or later
# and NumPy, and run it from top to bottom. Its first code cell is the code of [the pipeline
# card](embeddings/10-pipeline.md#card-pipeline), with the functions `tokenize`, `one_hot`, `embed`, `place`, `look` and `attend`;
# this page hides that cell. The comment `# <-` marks a place to edit. After an edit, run that cell again and all the cells below
# it.
#
# The matrices are random draws from a fixed `seed` and have not been trained. So the sizes of the numbers say nothing about what
# words mean. Watch which numbers are equal, which are exactly 0 and which of them move.

# %% [markdown] lang="vi"
# ## Câu của bạn {#your-sentence}
#
# Câu có sẵn chứa hai từ *đường*: từ trước là thứ để nêm ngọt, từ sau là lối đi. Bộ tách token (tokenizer) đếm các cặp trong câu
# này hai lần, cùng với vài dòng khác, nên mỗi từ của câu thành trọn một token. Bộ từ vựng có $|V|$ token: các byte và các phép
# gộp.
#
# **Thay:** viết câu của bạn vào `text`, ít nhất ba từ, tốt nhất là kết thúc bằng một từ đã có ở giữa câu, chẳng hạn
# `kiến bò đĩa thịt bò`. **Xem:** số ký tự và số byte; chữ có dấu chiếm nhiều hơn một byte.

# %% [markdown] lang="en"
# ## Your sentence {#your-sentence}
#
# The sentence given here means "the truck carrying sugar runs on the road". Its word *đường* occurs twice, first as sugar and then
# as road. The tokenizer counts pairs in this sentence twice, along with a few other lines, so every word of it becomes one token.
# The vocabulary has $|V|$ tokens: the bytes and the merges.
#
# **Change:** put your own sentence into `text`, three words or more. Best is one whose last word also occurs in the middle, such
# as `we left the bank and sat by the river bank`. **Look at:** characters and bytes. A letter with marks takes more than one byte.

# %%
import numpy as np

from snippets.pipeline import attend, contextual, embed, look, one_hot, place, tokenize, untrained

text = "xe chở đường chạy trên đường"  # <- your sentence
lines = [
    "xe chở đường",
    "xe trên đường",
    "cà phê thiếu đường",
    "the truck carries sugar",
    "the truck runs on the road",
]
m = untrained("\n".join([text, text, *lines]), size=312, d=16, seed=27)  # <-
print(f"text: {len(text)} characters, {len(text.encode())} bytes")
print(f"|V| = {len(m.E)}: 256 bytes and {len(m.merges)} merges")
print(f"E {m.E.shape}, W_Q {m.W_Q.shape}, W_K {m.W_K.shape}, W_V {m.W_V.shape}")

# %% [markdown] lang="vi"
# ## Token và chỉ số {#tokens}
#
# Câu được cắt thành token, mỗi token mang một chỉ số; cách cắt được trình bày ở [thẻ mã hóa cặp
# byte](embeddings/01-tokens.md#card-byte-pair-encoding). Hàm `names` viết token ra chữ, với dấu `·` thay cho dấu cách đứng trước.
#
# **Thay:** giảm `size` ở ô trên, chẳng hạn xuống 280 rồi 270. **Xem:** mỗi dòng là một token gồm vị trí (đếm từ 0), chỉ số và chữ.
# Hai từ *đường* có cùng một chỉ số.

# %% [markdown] lang="en"
# ## Tokens and ids {#tokens}
#
# The sentence is cut into tokens, and each token carries an id; [the byte-pair
# card](embeddings/01-tokens.md#card-byte-pair-encoding) shows how. The function `names` spells the tokens, with `·` for the space
# in front.
#
# **Change:** lower `size` in the cell above, say to 280 and then 270. **Look at:** one line a token, with its position (counted
# from 0), its id and its spelling. The two *đường* share one id.


# %%
def spell(token):
    """The bytes that a token stands for."""
    if token < 256:
        return bytes([token])
    return b"".join(spell(part) for part in m.merges[token - 256])


def names(t):
    """Every token as a label, its space shown as a dot."""
    pieces = [spell(i).decode("utf-8", "backslashreplace") for i in t]
    return [piece.replace(" ", "·") for piece in pieces]


# %%
t = tokenize(text, m)  # (T,)
for i, name in enumerate(names(t)):
    print(f"{i:2}  {t[i]:3}  {name}")

# %% [markdown] lang="vi"
# Ba hàm nhỏ để in kết quả. Hàm `table` in một bảng có nhãn, trong đó `0` là đúng bằng 0, còn `0.00` là một số đã làm tròn. Hàm
# `cosine` tính độ tương đồng cosine. Hàm `gap` cho biết hai mảng lệch nhau nhiều nhất bao nhiêu.

# %% [markdown] lang="en"
# Three small functions for printing. `table` prints a table with labels, in which `0` is exactly 0 while `0.00` has been rounded.
# `cosine` computes the cosine similarity. `gap` tells by how much two arrays differ at most.


# %%
def table(rows, columns, numbers):
    wide = max(6, 1 + max(len(name) for name in columns))
    first = max(len(name) for name in rows)
    print(" " * first + "".join(f"{name:>{wide}}" for name in columns))
    for name, row in zip(rows, numbers, strict=True):
        cells = (f"{x:z.2f}" if x else "0" for x in row)
        print(f"{name:<{first}}" + "".join(f"{x:>{wide}}" for x in cells))


# %%
def cosine(a, b):
    return a @ b / np.linalg.norm(a) / np.linalg.norm(b)


def gap(a, b):
    size = np.abs(a - b).max()
    return f"{size:.3f}" if size > 1e-12 else "< 1e-12"


# %% [markdown] lang="vi"
# ## Từ one-hot đến embedding {#embedding}
#
# Mỗi chỉ số thành một [vector one-hot](embeddings/02-one-hot.md#card-one-hot); nhân với ma trận embedding thì được embedding
# (vector nhúng) của token. Tích ấy chẳng qua là [tra một hàng của bảng](embeddings/03-embedding-matrix.md#card-embedding-lookup):
#
# $$\mathbf{v}_i = \mathbf{x}_i E = E_{t_i}$$
#
# **Thay:** `d` ở ô có `text`, bằng một số chẵn khác, từ 6 trở lên. **Xem:** kích thước (shape) của hai mảng; trong bảng, hai hàng
# của từ *đường* giống hệt nhau.

# %% [markdown] lang="en"
# ## From one-hot to embedding {#embedding}
#
# Every id becomes [a one-hot vector](embeddings/02-one-hot.md#card-one-hot); times the embedding matrix it is the embedding of
# the token. That product is no more than [the look-up of a row](embeddings/03-embedding-matrix.md#card-embedding-lookup):
#
# $$\mathbf{v}_i = \mathbf{x}_i E = E_{t_i}$$
#
# **Change:** `d`, in the cell with `text`, to another even number from 6 up. **Look at:** the shapes of the two arrays. In the
# table the two rows of *đường* are identical.

# %%
x = one_hot(t, m)  # (T, |V|)
v = embed(x, m)  # (T, d)
print(f"x {x.shape}: {np.sum(x == 1)} ones, {np.sum(x == 0)} zeros")
print(f"v {v.shape}: the same as the rows E[t]? {np.array_equal(v, m.E[t])}")
table(names(t), [f"v[{k}]" for k in range(6)], v[:, :6])

# %% [markdown] lang="vi"
# ## Cộng vị trí {#positions}
#
# Vị trí $i$ góp thêm một vector cố định gồm các giá trị sin và cos, xem [thẻ mã hóa vị
# trí](embeddings/04-positional-encoding.md#card-positional-encoding):
#
# $$\mathbf{z}_i = \mathbf{v}_i + \mathbf{p}_i$$
#
# **Thay:** `shown`, để in thêm cột. **Xem:** các cột càng về sau biến thiên càng chậm. Hai dòng cuối so token cuối câu với chỗ nó
# xuất hiện lần đầu: embedding thì trùng nhau, cộng vị trí rồi thì không.

# %% [markdown] lang="en"
# ## Adding positions {#positions}
#
# Position $i$ contributes a fixed vector of sines and cosines; see [the card of
# positions](embeddings/04-positional-encoding.md#card-positional-encoding):
#
# $$\mathbf{z}_i = \mathbf{v}_i + \mathbf{p}_i$$
#
# **Change:** `shown`, to print more columns. **Look at:** the further right a column, the more slowly it varies. The last two
# lines compare the last token with the place where it first occurs. As embeddings the two coincide; with positions added they do
# not.

# %%
z = place(v)  # (T, d)
p = place(np.zeros_like(v))
shown = 6  # <- columns
table(names(t), [f"p[{k}]" for k in range(shown)], p[:, :shown])
i, j = list(t).index(t[-1]), len(t) - 1
print(f"tokens {i} and {j}, cosine of v: {cosine(v[i], v[j]):.4f}")
print(f"tokens {i} and {j}, cosine of z: {cosine(z[i], z[j]):.4f}")

# %% [markdown] lang="vi"
# ## Điểm attention {#scores}
#
# Trong attention (cơ chế chú ý), mỗi token có một vector truy vấn và một vector khóa. Điểm ở hàng $i$, cột $j$ cho biết truy vấn
# của token $i$ khớp với khóa của token $j$ đến đâu; công thức có ở [thẻ attention](embeddings/09-attention.md#card-attention).
#
# $$Q = ZW_Q, \qquad K = ZW_K, \qquad S = \frac{QK^T}{\sqrt{d}}$$
#
# **Thay:** bỏ phép chia cho `np.sqrt(...)`. **Xem:** điểm có thể âm, và bảng không đối xứng vì hỏi khác với được hỏi.

# %% [markdown] lang="en"
# ## Attention scores {#scores}
#
# In attention every token has a query and a key. The score in row $i$, column $j$ tells how well the query of token $i$ fits the
# key of token $j$; the formulas are on [the attention card](embeddings/09-attention.md#card-attention).
#
# $$Q = ZW_Q, \qquad K = ZW_K, \qquad S = \frac{QK^T}{\sqrt{d}}$$
#
# **Change:** leave out the division by `np.sqrt(...)`. **Look at:** scores can be negative, and the table is not symmetric,
# because asking and being asked are different things.

# %%
Q, K = z @ m.W_Q, z @ m.W_K  # (T, d) each
S = Q @ K.T / np.sqrt(K.shape[1])  # (T, T)
table(names(t), names(t), S)

# %% [markdown] lang="vi"
# ## Trọng số {#weights}
#
# Dưới mặt nạ nhân quả, token $i$ chỉ được nhìn các token $j \le i$. [Softmax](embeddings/06-training.md#card-softmax) biến phần
# được nhìn của mỗi hàng điểm thành trọng số; hàm `look` làm cả hai việc.
#
# $$A_{ij} = \frac{e^{S_{ij}}}{\sum_{k \le i} e^{S_{ik}}} \quad (j \le i), \qquad A_{ij} = 0 \quad (j > i)$$
#
# **Thay:** `seed` ở ô có `text`. **Xem:** phía trên đường chéo toàn `0`, nghĩa là đúng bằng 0; hàng đầu chỉ có một lựa chọn; mỗi
# hàng cộng lại bằng 1.

# %% [markdown] lang="en"
# ## Weights {#weights}
#
# Under the causal mask token $i$ may look only at the tokens $j \le i$. [Softmax](embeddings/06-training.md#card-softmax) turns
# that part of each row of scores into weights; the function `look` does both.
#
# $$A_{ij} = \frac{e^{S_{ij}}}{\sum_{k \le i} e^{S_{ik}}} \quad (j \le i), \qquad A_{ij} = 0 \quad (j > i)$$
#
# **Change:** `seed`, in the cell with `text`. **Look at:** everything above the diagonal is `0`, exactly. The first row has no
# choice. Every row adds up to 1.

# %%
A = look(z, m)  # (T, T)
table(names(t), names(t), A)
print("rows sum to 1, off by", gap(A.sum(axis=1), np.ones(len(A))))

# %% [markdown] lang="vi"
# ## Vector theo ngữ cảnh {#contextual}
#
# Mỗi token trao đi vector giá trị của nó; token $i$ nhận về tổng có trọng số:
#
# $$\mathbf{c}_i = \sum_{j \le i} A_{ij}\, \mathbf{z}_j W_V$$
#
# **Thay:** `i`, để tính từng số hạng cho một token khác. **Xem:** gọi cả chặng đường trong một lần, `contextual(text, m)`, cho
# đúng những số đã tính từng bước; tổng viết tay cũng vậy.

# %% [markdown] lang="en"
# ## Contextual vectors {#contextual}
#
# Every token hands out its value vector, and token $i$ receives the weighted sum:
#
# $$\mathbf{c}_i = \sum_{j \le i} A_{ij}\, \mathbf{z}_j W_V$$
#
# **Change:** `i`, to add up the terms for another token. **Look at:** the whole path in one call, `contextual(text, m)`, gives the
# very numbers of the single steps. So does the sum written out.

# %%
values = z @ m.W_V  # (T, d)
c = attend(z, m)  # (T, d)
print(f"c {c.shape}, off contextual(text, m) by", gap(c, contextual(text, m)))
i = len(t) - 1  # <- which token
by_hand = sum(A[i, j] * values[j] for j in range(i + 1))
print(f"c[{i}] by hand, off by", gap(c[i], by_hand))

# %% [markdown] lang="vi"
# ## Một từ, hai ngữ cảnh {#two-contexts}
#
# Hai chuỗi dưới đây chỉ khác nhau ở một từ, và *đường* đứng cùng một chỗ. Ta so hai vector của nó ở ba chặng: embedding `v`,
# embedding cộng vị trí `z`, và `c` sau attention.
#
# **Thay:** hai chuỗi khác có cùng từ cuối. **Xem:** chặng đầu tiên có cosine khác 1 là nơi ngữ cảnh đi vào. Sau đó cho
# hai chuỗi khác nhau cả về số token: bây giờ cosine khác 1 từ chặng nào?

# %% [markdown] lang="en"
# ## One word, two contexts {#two-contexts}
#
# The two texts below, "a truck carries sugar" and "a truck on the road", differ in one word, and *đường* stands at the same place
# in both. We compare its two vectors at three stages: the embedding `v`, with its position `z`, after attention `c`.
#
# **Change:** take two other texts that end in one and the same word. **Look at:** the first stage with a cosine other than 1 is
# where context enters. Then make the texts differ in their number of tokens as well. At which stage does the cosine now leave 1?


# %%
def stages(text):
    v = embed(one_hot(tokenize(text, m), m), m)
    return {"v": v, "z": place(v), "c": contextual(text, m)}


one, two = "xe chở đường", "xe trên đường"  # <- two contexts
for name in "vzc":
    a, b = stages(one)[name], stages(two)[name]
    print(f"last token, cosine of its two {name}: {cosine(a[-1], b[-1]):.4f}")

# %% [markdown] lang="vi"
# ## Thay đổi và quan sát {#changes}
#
# Năm thí nghiệm sau đây dùng lại câu và mô hình ở trên. Trước khi chạy, hãy đoán kết quả.
#
# ### Đổi chỗ hai từ {#swap}
#
# Câu *xe chở đường chạy trên đường* thành *xe trên đường chạy chở đường*: từ cuối câu vốn là lối đi, nay là thứ để nêm ngọt.
# Vector của nó có đổi theo không?
#
# **Thay:** các số `1` và `-2`, nhưng chừa từ đầu và từ cuối. **Xem:** có vị trí thì vector của token cuối xê dịch. Không có vị trí
# thì nó đứng yên, vì tổng chỉ đổi thứ tự các số hạng. (Từ đầu câu không có dấu cách đứng trước, nên dời đi chỗ khác nó thành token
# khác.)

# %% [markdown] lang="en"
# ## Change this and watch {#changes}
#
# The five experiments below use the sentence and the model from above. Guess what happens before you run them.
#
# ### Swap two words {#swap}
#
# The swapped sentence means "the truck on the road runs carrying sugar". The last word was a road and is now sugar. Does its
# vector know?
#
# **Change:** the numbers `1` and `-2`, but leave the first and the last word alone. **Look at:** with positions the vector of the
# last token moves. Without them it stays, because the sum has only changed the order of its terms. The first word has no space in
# front, so it would become another token elsewhere.

# %%
words = text.split(" ")
words[1], words[-2] = words[-2], words[1]  # <- which two
print("before:", text)
print("after: ", " ".join(words))
w = embed(one_hot(tokenize(" ".join(words), m), m), m)  # as v, words swapped
moved = gap(attend(place(v), m)[-1], attend(place(w), m)[-1])
print("with positions, last c moves by", moved)
print("no positions, last c moves by", gap(attend(v, m)[-1], attend(w, m)[-1]))

# %% [markdown] lang="vi"
# ### Bỏ vị trí {#no-positions}
#
# Cho `v` vào thẳng attention, thay cho `z`.
#
# **Thay:** gán lại `flat = z` để so. **Xem:** ở hàng cuối, hai cột của từ *đường* bằng nhau, vì hai token giống nhau thì có cùng
# vector khóa. Nhưng hai vector `c` của nó vẫn khác nhau. Còn điều gì phân biệt chúng?

# %% [markdown] lang="en"
# ### Remove the positions {#no-positions}
#
# Feed `v` straight into attention, in place of `z`.
#
# **Change:** set `flat = z` again, to compare. **Look at:** in the last row the two columns of *đường* are equal, since equal
# tokens have equal keys. Yet its two vectors `c` still differ. What is left that tells them apart?

# %%
flat = v  # <- v or z
table(names(t), names(t), look(flat, m))
i, j = list(t).index(t[-1]), len(t) - 1
print(f"last row, weights on tokens {i} and {j}, apart by", end=" ")
print(gap(look(flat, m)[-1, i], look(flat, m)[-1, j]))
print(f"c of tokens {i} and {j}, apart by", gap(*attend(flat, m)[[i, j]]))

# %% [markdown] lang="vi"
# ### Bỏ mặt nạ {#no-mask}
#
# Với `causal=False`, token nào cũng nhìn được cả câu, như trong BERT.
#
# **Thay:** `False` thành `True`. **Xem:** trong bảng không còn `0`. Vector của token cuối không xê dịch, vì nó vốn đã nhìn được cả
# câu. Dòng cuối bỏ cả mặt nạ lẫn vị trí: hai từ *đường*, một là thứ để nêm ngọt, một là lối đi, nhận cùng một vector.

# %% [markdown] lang="en"
# ### Remove the mask {#no-mask}
#
# With `causal=False` every token sees the whole sentence, as in BERT.
#
# **Change:** `False` to `True`. **Look at:** no `0` is left in the table. The vector of the last token does not move, since it saw
# the whole sentence already. The last line drops both the mask and the positions: the two *đường*, one sugar and one road, get one
# vector.

# %%
free = {"causal": False}  # <- True or False
table(names(t), names(t), look(z, m, **free))
for name, before, after in zip(names(t), c, attend(z, m, **free), strict=True):
    print(f"c of {name} moves by", gap(before, after))
both = attend(v, m, **free)
print(f"no positions: c of tokens {i} and {j}, apart by", gap(both[i], both[j]))

# %% [markdown] lang="vi"
# ### Nhân truy vấn với 10 {#times-ten}
#
# Nhân $W_Q$ với một số thì mọi điểm được nhân với số ấy. Bảng in hàng trọng số của token cuối, mỗi hệ số một dòng.
#
# **Thay:** các hệ số; thử cả một số âm. **Xem:** hệ số 0 cho các trọng số bằng nhau; từ 0 trở đi, hệ số càng lớn thì trọng số lớn
# nhất càng gần 1. Đó là lý do điểm được chia cho $\sqrt{d}$: không chia thì số chiều lớn cũng có tác dụng như một hệ số lớn.

# %% [markdown] lang="en"
# ### Multiply the queries by 10 {#times-ten}
#
# Multiply $W_Q$ by a number, and every score is multiplied by it. The table shows the weights of the last token, one row a factor.
#
# **Change:** the factors; try a negative one too. **Look at:** factor 0 makes all weights equal. From there on, the larger the
# factor, the closer the largest weight comes to 1. That is why scores are divided by $\sqrt{d}$: otherwise a large width would act
# like a large factor.

# %%
factors = [0, 1, 10, 100]  # <- factors
scaled = [look(z, m._replace(W_Q=factor * m.W_Q))[-1] for factor in factors]
table([f"times {factor}" for factor in factors], names(t), scaled)
for factor, row in zip(factors, scaled, strict=True):
    print(f"times {factor}, largest weight: {row.max():.4f}")

# %% [markdown] lang="vi"
# ### Một từ không có trong bộ từ vựng {#unknown}
#
# Bộ tách token chưa từng gặp từ ấy, nhưng các byte của nó thì luôn có token. Nó chỉ bị cắt vụn; byte lẻ không thành chữ được in ở
# dạng `\x..`.
#
# **Thay:** các từ trong danh sách. **Xem:** ít nhất một token, nhiều nhất là mỗi byte một token; nối các mảnh lại thì luôn được
# đúng từ ban đầu.

# %% [markdown] lang="en"
# ### A word the vocabulary does not know {#unknown}
#
# The tokenizer never met such a word, but its bytes always have tokens. It is only cut to pieces. A lone byte that makes no letter
# is printed as `\x..`.
#
# **Change:** the words in the list. **Look at:** a word takes one token at least and one a byte at most. Put together, the pieces
# always give the word back.

# %%
for word in ["đường", "muối", "salt", "∇"]:  # <- words
    ids = tokenize(" " + word, m)
    back = b"".join(spell(i) for i in ids).decode()
    print(f"{word}: bytes with its space {len(back.encode())}, tokens {len(ids)}")
    print("   ", *names(ids), "| lossless:", back == " " + word)

# %% [markdown] lang="vi"
# ## Thử tiếp {#more}
#
# 1. Tính `contextual(text + " xa", m)` rồi so các hàng đầu của nó với `c`. Những hàng nào giữ nguyên? Nếu viết thêm chữ mà không
#    có dấu cách thì khi nào token cuối đổi? So với những điều đã kiểm chứng trên [thẻ
#    pipeline](embeddings/10-pipeline.md#card-pipeline).
# 2. Thay mô hình bằng `m._replace(W_V=np.eye(len(m.W_V)))`. Mỗi thành phần của `c` khi ấy nằm giữa hai số nào? Xem [phần về
#    attention](embeddings/09-attention.md#why-attention).
# 3. Thay mô hình bằng `m._replace(W_Q=m.W_K)`. Bảng điểm có thêm tính chất gì?
#
# Muốn tự viết từng hàm và được chấm ngay, bạn sang [trang bài tập](exercises.md#exercises).

# %% [markdown] lang="en"
# ## Go on from here {#more}
#
# 1. Compute `contextual(text + " xa", m)` and compare its first rows with `c`. Which rows stay the same? If you add letters with
#    no space before them, when does the last token change? Check against the claims on [the pipeline
#    card](embeddings/10-pipeline.md#card-pipeline).
# 2. Replace the model by `m._replace(W_V=np.eye(len(m.W_V)))`. Between which two numbers does each component of `c` now lie? See
#    [the section on attention](embeddings/09-attention.md#why-attention).
# 3. Replace the model by `m._replace(W_Q=m.W_K)`. What property does the table of scores gain?
#
# To write the functions yourself and have them checked, go to [the exercises](exercises.md#exercises).
