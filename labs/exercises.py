# %% [markdown] lang="vi" description="Mười một bài viết mã bằng NumPy, mỗi bài có một ô chấm biết gọi tên những lỗi hay gặp."
# # Bài tập có ô chấm {#exercises}
#
# Mỗi phần của bài học, từ token (đơn vị văn bản) đến mô hình thật, có một bài viết mã, và trang này gom mười một bài ấy lại. [Tải
# notebook](../exercises.ipynb), mở bằng Jupyter trên máy có Python 3.11 trở lên và NumPy, chạy từ trên xuống. Bài nào cũng gồm
# hai ô: một ô để bạn viết hàm vào chỗ có chú thích `# <-`, và một ô chấm.
#
# Ô chấm chỉ nói một trong ba điều: chưa điền, đúng, hoặc chưa đúng. Nếu nhận ra một lỗi hay gặp, nó gọi tên lỗi ấy; nếu không, nó
# cho xem hàm của bạn đã cho ra gì. Nó không dừng notebook, dù hàm cho ra thứ gì. Đề bài đầy đủ, gợi ý và lời giải nằm ở cuối mỗi
# phần.
#
# Trang này được dựng khi chưa điền bài nào, nên dưới ô chấm nào cũng là lời nhắc chưa điền. Những ô mã đầu tiên của notebook là
# hàm chấm `check` và các câu nó nói; trên trang này chúng được ẩn đi.

# %% [markdown] lang="en" description="Eleven coding exercises in NumPy, each with a check that can name the common slips."
# # Exercises with checks {#exercises}
#
# Every section of the lesson, from tokens to the real model, has one exercise in code, and this page gathers the eleven.
# [Download the notebook](../exercises.ipynb), open it with Jupyter on a machine that has Python 3.11 or later and NumPy, and run
# it from top to bottom. Each exercise has two cells: one in which you write a function where the comment `# <-` stands, and one
# that checks it.
#
# A check says one of three things: not filled in, right, or not right yet. If it recognises a common slip, it names it; if not,
# it shows what your function gave. It never stops the notebook, whatever your function returns. The full text of each exercise, a
# hint and a solution stand at the end of its section.
#
# This page was built with nothing filled in, so under every check stands the reminder. The notebook's first code cells hold the
# function `check` and the words it says; this page hides them.

# %% tags=["snippet"]
import copy

import numpy as np


def check(number, name, *cases):
    """Say what became of an exercise; a case: arguments, what they should give, and slips with what these give."""
    for given, wanted, slips in cases:
        found = attempt(name, given)
        if found is None or found is ... or found is NotImplemented or isinstance(found, NotImplementedError):
            return print(SAY["empty"].format(number))
        if not same(found, wanted):
            known = [HINTS[slip] for slip, gives in slips.items() if gives is ... or same(found, gives)]
            gave = SAY["gave"].format(shown(given), shown(found))
            return print(SAY["wrong"].format(number, *known[:1] or [gave]))
    return print(SAY["right"].format(number))


def attempt(name, given):
    """What the function gives for these arguments, or the error that it raises."""
    try:
        with np.errstate(all="ignore"):
            return globals()[name](*copy.deepcopy(given))
    except (Exception, SystemExit) as error:
        return error


def same(found, wanted):
    """Whether an answer has the shape and the numbers, the texts or the error that are wanted."""
    try:
        if isinstance(wanted, type):
            return isinstance(found, wanted)
        found, wanted = np.asarray(found), np.asarray(wanted)
        if wanted.dtype.kind == "U":
            return found.dtype.kind == "U" and found.tolist() == wanted.tolist()
        return found.dtype.kind in "iuf" and found.shape == wanted.shape and np.allclose(found, wanted, rtol=0, atol=1e-6)
    except Exception:
        return False


def shown(thing):
    """Anything on one short line."""
    try:
        text = " ".join(repr(thing).split())
    except Exception:
        text = type(thing).__name__
    return text if len(text) < 80 else text[:76] + " …"


# %% lang="vi" tags=["snippet"]
SAY = {
    "empty": "Bài {}: chưa điền (hàm chưa cho ra gì).",
    "right": "Bài {}: đúng.",
    "wrong": "Bài {}: chưa đúng. {}",
    "gave": "Với {}, hàm cho ra {}.",
}
HINTS = {
    "alone": "Mỗi mảnh được giải mã riêng, nên chữ nằm ở hai mảnh bị hỏng.",
    "dropped": "Byte lẻ bị bỏ đi; hãy giữ lại, chờ mảnh sau.",
    "once": "Chỉ số lặp lại chỉ được đếm một lần: += ghi cùng một số hai lần.",
    "short": "Mảng dừng ở chỉ số lớn nhất; phải có đủ size số.",
    "last row": "Phần đệm −1 bị đọc thành hàng cuối của E.",
    "by T": "Tổng được chia cho T, không phải cho số token thật.",
    "backwards": "Kim quay ngược: đây là mã hóa của vị trí pos − r.",
    "exponent": "Số mũ là k/d; phải là 2k/d.",
    "dot product": "Đây là thứ tự theo tích vô hướng: vector dài thắng nhờ dài.",
    "distance": "Đây là thứ tự theo khoảng cách, mà khoảng cách tính cả độ dài.",
    "upwards": "argsort xếp từ nhỏ đến lớn: kém giống nhất đứng đầu.",
    "itself": "Token i còn nằm trong danh sách.",
    "overflow": "Softmax rồi mới logarit thì ra vô cực; trừ logit lớn nhất, lấy logarit trên giấy.",
    "sum": "Đây là tổng; cần trung bình.",
    "base 2": "Đây là logarit cơ số 2; cần logarit tự nhiên.",
    "sign": "Sai dấu.",
    "columns": "Phép tính chạy theo cột; phải theo hàng.",
    "not centred": "Chưa quy tâm: vector này chỉ về phía trung bình.",
    "smallest": "Đây là hướng của trị riêng nhỏ nhất.",
    "opposite": "Đúng hướng nhưng ngược dấu: phần tử có trị tuyệt đối lớn nhất phải dương.",
    "keepdims": "Thiếu keepdims: phép chia chạy theo cột.",
    "whole": "Cả ma trận bị chia cho một số.",
    "squares": "Bình phương tràn số; thu nhỏ hàng trước khi bình phương.",
    "zero row": "Hàng toàn số 0 phải báo lỗi ValueError.",
    "no mask": "Chưa có mặt nạ: token nhìn cả phía sau.",
    "mask too late": "Mặt nạ đặt sau softmax: tổng mỗi hàng không còn bằng 1.",
    "score 0": "Điểm bị che được cho bằng 0, mà e mũ 0 là 1; phải là −∞.",
    "not divided": "Chưa chia điểm cho căn bậc hai của d_k.",
    "no positions": "Chưa cộng vị trí.",
    "from 1": "Vị trí được đếm từ 1; phải từ 0.",
    "values": "Vector giá trị lấy từ embedding chưa cộng vị trí.",
    "width": "Đã chia cho căn bậc hai của d; mỗi đầu chỉ có d/h cột.",
    "interleaved": "Các cột bị chia xen kẽ; mỗi đầu phải lấy một khối cột liền nhau.",
    "one head": "Đây là một đầu duy nhất trên mọi cột.",
}

# %% lang="en" tags=["snippet"]
SAY = {
    "empty": "Exercise {}: not filled in yet (the function returns nothing).",
    "right": "Exercise {}: right.",
    "wrong": "Exercise {}: not right yet. {}",
    "gave": "For {} the function gives {}.",
}
HINTS = {
    "alone": "Each piece is decoded by itself, which spoils a character that lies in two.",
    "dropped": "Lone bytes are dropped; keep them for the next piece.",
    "once": "A repeated id counts once only: += writes the same number twice.",
    "short": "The array stops at the largest id; it needs size numbers.",
    "last row": "The padding −1 is read as the last row of E.",
    "by T": "The sum is divided by T, not by the number of real tokens.",
    "backwards": "The hands turn back: this is the encoding of place pos − r.",
    "exponent": "The exponent is k/d; it should be 2k/d.",
    "dot product": "This ranks by dot product: a long vector wins by its length.",
    "distance": "This ranks by distance, which counts length as well.",
    "upwards": "argsort sorts upwards: the least similar comes first.",
    "itself": "Token i itself is still in the list.",
    "overflow": "Softmax first, logarithm second overflows; take the logarithm on paper.",
    "sum": "This is the sum; the mean is wanted.",
    "base 2": "This is the logarithm to base 2; the natural one is wanted.",
    "sign": "The sign is wrong.",
    "columns": "This works along columns; it should be along rows.",
    "not centred": "Not centred: this points at the mean.",
    "smallest": "This is the direction of the smallest eigenvalue.",
    "opposite": "Right but for its sign: the entry of largest absolute value is to be positive.",
    "keepdims": "Without keepdims the columns are divided.",
    "whole": "The whole matrix is divided by one number.",
    "squares": "The squares overflow; scale the row before squaring.",
    "zero row": "A row of zeros must raise ValueError.",
    "no mask": "There is no mask: tokens look ahead.",
    "mask too late": "The mask comes after the softmax: rows no longer sum to 1.",
    "score 0": "Masked scores are 0, and e to the 0 is 1; they should be −∞.",
    "not divided": "The scores are not divided by the root of d_k.",
    "no positions": "Positions are left out.",
    "from 1": "Positions start at 1; they should start at 0.",
    "values": "The values are made of embeddings without positions.",
    "width": "You divided by the square root of d; each head has only d/h columns.",
    "interleaved": "The columns are dealt out in turn; each head takes a block of neighbours.",
    "one head": "This is one single head over all columns.",
}

# %% [markdown] lang="vi"
# ## Bài 1. Hiện chữ khi byte vừa đến {#exercise-1}
#
# Với mỗi chuỗi byte của `pieces`, trả về đoạn chữ vừa trọn vẹn nhờ nó; chừng nào còn thiếu byte thì trả về `""`. Đề bài, gợi ý và lời
# giải:
# [phần 1](embeddings/01-tokens.md#exercise-code).

# %% [markdown] lang="en"
# ## 1. Text as the bytes arrive {#exercise-1}
#
# For every byte string of `pieces`, give the text that is complete with it, and `""` as long as a byte is missing. The full text, a
# hint and a solution: [section 1](embeddings/01-tokens.md#exercise-code).


# %%
def stream(pieces):
    """For each piece of bytes, the text that is complete with it."""
    ...  # <- your code


# %%
slips = {
    "alone": ["c", "\ufffd", "\ufffd", "c"],
    "dropped": ["c", "", "", "c"],
}
check(
    1,
    "stream",
    ([[b"c", b"\xc3", b"\xa1", b"c"]], ["c", "", "á", "c"], slips),
    ([[b"t\xe1", b"\xbb", b"\xab"]], ["", "", "từ"], {}),
)

# %% [markdown] lang="vi"
# ## Bài 2. Đếm mà không dựng ma trận {#exercise-2}
#
# Đếm xem trong `ids` mỗi token xuất hiện mấy lần: một mảng `size` số nguyên, không dựng hàng one-hot nào. Đề bài, gợi ý và lời
# giải:
# [phần 2](embeddings/02-one-hot.md#exercise-code).

# %% [markdown] lang="en"
# ## 2. Counting without the matrix {#exercise-2}
#
# Count how often each token occurs in `ids`: an array of `size` integers, without building one-hot rows. The full text, a hint and
# a
# solution: [section 2](embeddings/02-one-hot.md#exercise-code).


# %%
def bag(ids, size):
    """How often each of the size tokens occurs."""
    ...  # <- your code


# %%
slips = {"once": [1, 0, 1, 1, 0], "short": [1, 0, 2, 1]}
check(2, "bag", ([[2, 0, 2, 3], 5], [1, 0, 2, 1, 0], slips))

# %% [markdown] lang="vi"
# ## Bài 3. Trung bình của văn bản, không tính phần đệm {#exercise-3}
#
# Trung bình embedding của các token thật trong từng văn bản, kích thước `(n, d)`. Trong `batch`, −1 là phần đệm. Đề bài, gợi ý và
# lời
# giải: [phần 3](embeddings/03-embedding-matrix.md#exercise-code).

# %% [markdown] lang="en"
# ## 3. The mean of a text, without its padding {#exercise-3}
#
# The mean of the embeddings of the real tokens of each text, shape `(n, d)`. In `batch`, −1 is padding. The full text, a hint and a
# solution: [section 3](embeddings/03-embedding-matrix.md#exercise-code).


# %%
def mean_embedding(batch, E):
    """Mean of the embeddings of each text; -1 in batch is padding."""
    ...  # <- your code


# %%
E = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0], [2.0, 2.0]])
batch = np.array([[2, 0, -1], [1, 1, 3]])
slips = {
    "last row": [[2, 5 / 3], [2 / 3, 0]],
    "by T": [[4 / 3, 1], [2 / 3, 0]],
}
check(3, "mean_embedding", ([batch, E], [[2, 1.5], [2 / 3, 0]], slips))

# %% [markdown] lang="vi"
# ## Bài 4. Dời một mã hóa {#exercise-4}
#
# Từ mã hóa `p` của một vị trí không rõ, tính mã hóa của vị trí đứng sau nó `r` chỗ. Đề bài, gợi ý và lời giải: [phần
# 4](embeddings/04-positional-encoding.md#exercise-code).

# %% [markdown] lang="en"
# ## 4. Move an encoding {#exercise-4}
#
# From the encoding `p` of an unknown place, compute the encoding of the place `r` further on. The full text, a hint and a solution:
# [section 4](embeddings/04-positional-encoding.md#exercise-code).


# %%
def shift(p, r):
    """The encoding r places further on, from p alone."""
    ...  # <- your code


# %%
def clocks(a, b):
    return np.array([np.sin(a), np.cos(a), np.sin(b), np.cos(b)])


slips = {"backwards": clocks(1, 0.01), "exponent": clocks(5, 0.23)}
check(
    4,
    "shift",
    ([clocks(3, 0.03), 2], clocks(5, 0.05), slips),
    ([clocks(3, 0.03), -3], clocks(0, 0), {}),
)

# %% [markdown] lang="vi"
# ## Bài 5. Các láng giềng gần nhất {#exercise-5}
#
# Chỉ số của mọi token trừ `i`, xếp theo cosine với token `i`, giống nhất đứng đầu. Đề bài, gợi ý và lời giải: [phần
# 5](embeddings/05-similarity.md#exercise-code).

# %% [markdown] lang="en"
# ## 5. The nearest neighbours {#exercise-5}
#
# The ids of all tokens but `i`, the most similar to token `i` first, by cosine. The full text, a hint and a solution: [section
# 5](embeddings/05-similarity.md#exercise-code).


# %%
def neighbours(E, i):
    """The ids of all other tokens, the most similar to token i first."""
    ...  # <- your code


# %%
E = np.array([[9.0, 8, 1], [8, 9, 2], [7, 14, 63], [-9, -8, -1]])
slips = {
    "dot product": [2, 1, 3],
    "distance": [1, 3, 2],
    "upwards": [3, 2, 1],
    "itself": [0, 1, 2, 3],
}
check(5, "neighbours", ([E, 0], [1, 2, 3], slips))

# %% [markdown] lang="vi"
# ## Bài 6. Mất mát trung bình {#exercise-6}
#
# Trung bình của $-\log \text{softmax}(z)_t$ trên các hàng của `Z`, tính bằng nat, không tràn số. Đề bài, gợi ý và lời giải: [phần
# 6](embeddings/06-training.md#exercise-code).

# %% [markdown] lang="en"
# ## 6. The mean loss {#exercise-6}
#
# The mean of $-\log \text{softmax}(z)_t$ over the rows of `Z`, in nats, without overflow. The full text, a hint and a solution:
# [section 6](embeddings/06-training.md#exercise-code).


# %%
def mean_loss(Z, t):
    """Mean of -log softmax(Z)[t] in nats; Z: (T, |V|), t: (T,) ids."""
    ...  # <- your code


# %%
Z, t = np.log([[2.0, 1, 1], [1, 1, 2]]), np.array([1, 2])
slips = {
    "sum": 3 * np.log(2),
    "base 2": 1.5,
    "sign": -1.5 * np.log(2),
    "columns": np.log(3) / 2,
}
far = [np.array([[0.0, 1000.0]]), np.array([0])]
check(
    6,
    "mean_loss",
    ([Z, t], 1.5 * np.log(2), slips),
    (far, 1000.0, {"overflow": np.inf}),
)

# %% [markdown] lang="vi"
# ## Bài 7. Hướng thứ nhất mà không dùng eigh {#exercise-7}
#
# Vector đơn vị mà dọc theo nó các hàng của `X` có phương sai lớn nhất; phần tử có trị tuyệt đối lớn nhất là số dương. Đề bài, gợi ý
# và lời giải: [phần 7](embeddings/07-geometry.md#exercise-code).

# %% [markdown] lang="en"
# ## 7. The first direction without eigh {#exercise-7}
#
# The unit vector along which the rows of `X` have the largest variance, its entry of largest absolute value positive. The full
# text,
# a hint and a solution: [section 7](embeddings/07-geometry.md#exercise-code).


# %%
def first_direction(X):
    """The direction in which the rows of X (n, d) spread most: (d,)."""
    ...  # <- your code


# %%
X = np.array([[9.0, 1, 8], [9, 2, 9], [8, 5, 7], [1, 5, 9], [1, 8, 8], [2, 9, 7]])
u = np.array([0.8027768, -0.5952071, 0.0357468])
slips = {
    "opposite": -u,
    "not centred": [0.4895485, 0.4539137, 0.7445164],
    "smallest": [0.2517475, 0.3926650, 0.8845549],
}
check(7, "first_direction", ([X], u, slips))

# %% [markdown] lang="vi"
# ## Bài 8. Các hàng có độ dài 1 {#exercise-8}
#
# Đưa từng hàng của `X` về độ dài 1; hàng toàn số 0 thì báo lỗi `ValueError`; không tràn số. Đề bài, gợi ý và lời giải: [phần
# 8](embeddings/08-normalisation.md#exercise-code).

# %% [markdown] lang="en"
# ## 8. Rows of length 1 {#exercise-8}
#
# Bring every row of `X` to length 1; a row of zeros raises `ValueError`; nothing overflows. The full text, a hint and a solution:
# [section 8](embeddings/08-normalisation.md#exercise-code).


# %%
def unit_rows(X):
    """The rows of X (n, d) at length 1; ValueError for a zero row."""
    ...  # <- your code


# %%
slips = {
    "columns": [[1, 2 / np.sqrt(5)], [0, 1 / np.sqrt(5)]],
    "keepdims": [[0.6, 2], [0, 1]],
    "whole": np.array([[3, 4], [0, 2]]) / np.sqrt(29),
}
check(
    8,
    "unit_rows",
    ([np.array([[3.0, 4], [0, 2]])], [[0.6, 0.8], [0, 1]], slips),
    ([np.array([[3e200, 4e200]])], [[0.6, 0.8]], {"squares": [[0, 0]]}),
    ([np.array([[3.0, 4], [0, 0]])], ValueError, {"zero row": ...}),
)

# %% [markdown] lang="vi"
# ## Bài 9. Attention nhân quả {#exercise-9}
#
# Attention một đầu dưới mặt nạ nhân quả: token `i` nhìn chính nó và những gì đứng trước nó. Đề bài, gợi ý và lời giải: [phần
# 9](embeddings/09-attention.md#exercise-code).

# %% [markdown] lang="en"
# ## 9. Causal attention {#exercise-9}
#
# Attention with one head under the causal mask: token `i` looks at itself and at what comes before it. The full text, a hint and a
# solution: [section 9](embeddings/09-attention.md#exercise-code).


# %%
def causal_attention(Q, K, V):
    """Row i: the weighted mean of rows 0 to i of V."""
    ...  # <- your code


# %%
Q = np.array([[np.log(3), np.log(2), 0, 0]] * 3)
K = np.array([[0.0, 0, 0, 0], [2, 0, 0, 0], [0, 2, 0, 0]])
V = np.array([[6.0, 0.0], [0.0, 2.0], [3.0, 3.0]])
slips = {
    "no mask": [[2, 2], [2, 2], [2, 2]],
    "mask too late": [[1, 0], [1, 1], [2, 2]],
    "score 0": [[3, 5 / 3], [1.8, 1.8], [2, 2]],
    "not divided": [[6, 0], [0.6, 1.8], [9 / 7, 15 / 7]],
    "columns": [[2, 0], [2, 1], [5, 4]],
}
wanted = [[6, 0], [1.5, 1.5], [2, 2]]
check(9, "causal_attention", ([Q, K, V], wanted, slips))

# %% [markdown] lang="vi"
# ## Bài 10. Trọn chặng đường {#exercise-10}
#
# Từ dãy chỉ số `t` đến các vector theo ngữ cảnh: tra bảng, cộng vị trí bằng sin và cos, attention nhân quả. Đề bài, gợi ý và lời
# giải: [phần 10](embeddings/10-pipeline.md#exercise-code).

# %% [markdown] lang="en"
# ## 10. The whole path {#exercise-10}
#
# From the ids `t` to the contextual vectors: look-up, sinusoidal positions, causal attention. The full text, a hint and a solution:
# [section 10](embeddings/10-pipeline.md#exercise-code).


# %%
def contextual(t, E, W_Q, W_K, W_V):
    """From token ids (T,) to contextual vectors (T, d), causally."""
    ...  # <- your code


# %%
E = np.array([[1.0, 0], [0, 1], [2, 1]])
W_Q, W_K = np.array([[1.0, 1], [0, 1]]), np.array([[1.0, 0], [1, 1]])
W_V = np.array([[0.0, 1], [1, 0]])
slips = {
    "no positions": [[1.000000, 2.000000], [0.892958, 1.892958], [0.996470, 1.996470]],
    "from 1": [[1.540302, 2.841471], [1.535295, 2.839085], [1.533974, 2.838551]],
    "values": [[1.000000, 2.000000], [0.989702, 1.989702], [0.999038, 1.999038]],
    "no mask": [[1.985175, 2.007748], [1.921937, 2.039347], [1.983663, 2.009435]],
    "not divided": [[2.000000, 2.000000], [1.997712, 1.999751], [1.997620, 2.001468]],
}
wanted = [[2.000000, 2.000000], [1.984969, 1.998368], [1.983663, 2.009435]]
given = [np.array([2, 0, 2]), E, W_Q, W_K, W_V]
check(10, "contextual", (given, wanted, slips))

# %% [markdown] lang="vi"
# ## Bài 11. Nhiều đầu {#exercise-11}
#
# Attention với `h` đầu, không có mặt nạ: mỗi đầu làm trên một khối cột của `Q`, `K`, `V`, rồi các kết quả được ghép lại. Đề bài, gợi
# ý và lời giải: [phần 11](embeddings/11-real-model.md#exercise-code).

# %% [markdown] lang="en"
# ## 11. Many heads {#exercise-11}
#
# Attention with `h` heads and no mask: each head works on its own block of columns of `Q`, `K` and `V`, and the results are joined.
# The full text, a hint and a solution: [section 11](embeddings/11-real-model.md#exercise-code).


# %%
def many_heads(Q, K, V, h):
    """Attention with h heads, each on its own block of columns."""
    ...  # <- your code


# %%
Q = np.array([[2.0, 0.0, 0.0, 1.0], [0.0, 2.0, 1.0, 0.0]])
K = np.array([[1.0, 0.0, 0.0, 3.0], [0.0, 1.0, 1.0, 0.0]])
V = np.array([[4.0, 0.0, 8.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
one = [[3.696567, 0, 7.393135, 0], [0.729702, 0, 1.459404, 0]]
slips = {
    "one head": one,
    "width": [[2.924234, 0, 6.540596, 0], [1.075766, 0, 3.020325, 0]],
    "not divided": [[3.523188, 0, 7.620593, 0], [0.476812, 0, 2.151531, 0]],
    "columns": [[3.217719, 0, 7.143666, 0], [0.782281, 0, 0.856334, 0]],
    "interleaved": [[3.217719, 6.435437, 0, 0], [1.320954, 2.641908, 0, 0]],
}
wanted = [[3.217719, 0, 7.143666, 0], [0.782281, 0, 2.641908, 0]]
check(11, "many_heads", ([Q, K, V, 2], wanted, slips), ([Q, K, V, 1], one, {}))
