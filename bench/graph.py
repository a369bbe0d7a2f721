"""Our model as an ONNX graph, which ONNX Runtime Web and transformers.js run beside it.

In two forms: of plain operators, as an exporter writes it, and with fused ones for norms, rotary positions and the
three matrices of attention, which are quicker. Left out: fused attention, whose rotary form wants wider heads.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from llms101.lab.gpt import GPT, angles


def graph(gpt: GPT, fused: bool) -> Any:
    """The model as an ONNX graph, with the names that transformers.js goes by: `input_ids` and `position_ids` (1, T)
    and the past keys and values (1, H, S, D) of every layer go in, the logits of the last position (1, 1, V) and all
    keys and values (1, H, S + T, D) come out.
    """
    onnx = importlib.import_module("onnx")
    helper, kinds, numpy_helper = onnx.helper, onnx.TensorProto, importlib.import_module("onnx.numpy_helper")
    config = gpt.config
    wide, heads = config.width // config.heads, config.heads
    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(name: str, value: Any) -> str:
        constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: Any) -> Any:
        names = [f"{kind}{len(nodes)}.{i}" for i in range(outputs)]
        nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names if outputs > 1 else names[0]

    for name, array in gpt.w.items():
        constant(name, array)
    constant("small", np.array([1e-5], np.float32))
    constant("ones", np.ones(config.width, np.float32))
    constant("root", np.array([np.sqrt(wide)], np.float32))
    constant("split", np.array([0, 0, heads, wide], np.int64))
    constant("join", np.array([0, 0, config.width], np.int64))
    constant("far", np.array(-1e9, np.float32))
    constant("last", np.array(-1, np.int64))
    constant("sequence", np.array([1], np.int64))
    constant("axis", np.array([-1], np.int64))
    turn = angles(np.arange(config.context), wide)  # (context, D / 2)
    constant("cos", np.cos(turn))
    constant("sin", np.sin(turn))
    constant("every", np.arange(config.context))
    constant("zero", np.array([0], np.int64))
    constant("one", np.array([1], np.int64))

    def norm(x: str) -> str:
        if fused:
            return str(node("SimplifiedLayerNormalization", x, "ones", axis=-1, epsilon=1e-5))
        mean = node("ReduceMean", node("Mul", x, x), "axis", keepdims=1)
        return str(node("Div", x, node("Sqrt", node("Add", mean, "small"))))

    def by_head(x: str) -> str:
        return str(node("Transpose", node("Reshape", x, "split"), perm=[0, 2, 1, 3]))

    def turned(x: str, cos: str, sin: str) -> str:
        if fused:  # (1, H, T, D)
            return str(node("RotaryEmbedding", x, "position_ids", "cos", "sin", domain="com.microsoft", interleaved=0))
        a, b = node("Split", x, outputs=2, axis=-1, num_outputs=2)
        first = node("Sub", node("Mul", a, cos), node("Mul", b, sin))
        second = node("Add", node("Mul", a, sin), node("Mul", b, cos))
        return str(node("Concat", first, second, axis=-1))

    x = node("Gather", "wte", "input_ids")
    cos = sin = later = ""
    if not fused:
        cos, sin = (node("Unsqueeze", node("Gather", name, "position_ids"), "one") for name in ("cos", "sin"))
    total = node("Add", node("Gather", node("Shape", "past_key_values.0.key"), constant("two", np.array([2]))),
                 node("Gather", node("Shape", "input_ids"), "one"))  # fmt: skip
    seen = node("Unsqueeze", node("Slice", "every", "zero", total, "zero"), "zero")  # (1, S)
    later = node("Greater", seen, node("Transpose", "position_ids", perm=[1, 0]))  # (T, S)
    mask = node("Where", later, "far", constant("none", np.array(0, np.float32)))
    for i in range(config.layers):
        n = norm(x)
        if fused:
            constant(f"qkv{i}", np.concatenate([gpt.w[f"h{i}.{part}"] for part in "qkv"], axis=1))
            q, k, v = node("Split", node("MatMul", n, f"qkv{i}"), outputs=3, axis=-1, num_outputs=3)
        else:
            q, k, v = (node("MatMul", n, f"h{i}.{part}") for part in "qkv")
        q, k, v = turned(by_head(q), cos, sin), turned(by_head(k), cos, sin), by_head(v)
        for part, new in (("key", k), ("value", v)):
            inputs = [f"past_key_values.{i}.{part}", new]
            nodes.append(helper.make_node("Concat", inputs, [f"present.{i}.{part}"], axis=2))
        keys = node("Transpose", f"present.{i}.key", perm=[0, 1, 3, 2])
        scores = node("Add", node("Div", node("MatMul", q, keys), "root"), mask)
        found = node("MatMul", node("Softmax", scores, axis=-1), f"present.{i}.value")
        found = node("Reshape", node("Transpose", found, perm=[0, 2, 1, 3]), "join")
        x = node("Add", x, node("MatMul", found, f"h{i}.o"))
        features = node("Relu", node("MatMul", norm(x), f"h{i}.up"))
        x = node("Add", x, node("MatMul", features, f"h{i}.down"))
    end = norm(node("Gather", x, "last", axis=1))  # (1, C)
    logits = node("Gemm", end, "wte", transB=1)
    nodes.append(helper.make_node("Unsqueeze", [logits, "one"], ["logits"]))
    caches = [(i, part) for i in range(config.layers) for part in ("key", "value")]

    def shape(length: str) -> list[int | str]:
        return [1, heads, length, wide]

    inputs = [
        helper.make_tensor_value_info(name, kinds.INT64, [1, "sequence_length"])
        for name in ("input_ids", "position_ids")
    ]
    inputs += [
        helper.make_tensor_value_info(f"past_key_values.{i}.{part}", kinds.FLOAT, shape("past_sequence_length"))
        for i, part in caches
    ]
    outputs = [helper.make_tensor_value_info("logits", kinds.FLOAT, [1, 1, config.vocab])]
    outputs += [
        helper.make_tensor_value_info(f"present.{i}.{part}", kinds.FLOAT, shape("total_sequence_length"))
        for i, part in caches
    ]
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    whole = helper.make_graph(nodes, "gpt", inputs, outputs, constants)
    return helper.make_model(whole, opset_imports=opsets, ir_version=9)
