# %% [markdown] lang="vi"
# # Phòng thí nghiệm

# %% [markdown] lang="en"
# # The lab

# %%
from snippets.cosine_similarity import cosine_similarity

print(f"{cosine_similarity([1, 0], [1, 1]):.4f}")
