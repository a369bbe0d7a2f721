/**
 * What `bench/model.py` runs in Chromium: engines that go on from a prompt, each timed, and the steps of learning.
 */

import * as gpt from "deck/gpt.js";
import * as backward from "deck/backward.js";
import * as steps from "deck/steps.js";
import * as sample from "deck/sample.js";
import { generate } from "deck/generate.js";
import { Training } from "deck/trainer.js";
const { Cache, GPT, read } = gpt;
const bytes = async (name) => (await fetch(name)).arrayBuffer();
const model = async (name) => new GPT(read(await bytes(`${name}.safetensors`)));
const likeliest = (logits) => {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i;
  return best;
};
/** Milliseconds of `act`, once for each round, after a few that are not counted. */
async function timed(act, rounds, warm = 3) {
  const taken = [];
  for (let i = -warm; i < rounds; i++) {
    const began = performance.now();
    await act();
    if (i >= 0) taken.push(performance.now() - began);
  }
  return taken;
}
window.engines = {};
window.ours = async (name) => {
  const own = await model(name);
  engines.ours = async (prompt, count) => {
    const [out, cache] = [[], new Cache(own)];
    for (let next = prompt; out.length < count; next = [out.at(-1)]) out.push(likeliest(own.forward(next, cache)));
    return out;
  };
  engines.drawn = async (prompt, count) => Array.from(generate(own, prompt, { max: count }), ({ token }) => token);
};
window.theirs = async (name, file, threads) => {
  const ort = await import(new URL("ort.wasm.min.mjs", location.href).href);
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = new URL("./", location.href).href;
  const session = await ort.InferenceSession.create(file, { graphOptimizationLevel: "all" });
  const { heads, width } = (await model("base")).config;
  engines[name] = async (prompt, count) => {
    const out = [];
    const past = {};
    for (const input of session.inputNames.filter((input) => input.startsWith("past")))
      past[input] = new ort.Tensor("float32", new Float32Array(0), [1, heads, 0, width / heads]);
    let length = 0;
    for (let next = prompt; out.length < count; next = [out.at(-1)]) {
      const places = BigInt64Array.from(next, (_, i) => BigInt(length + i));
      const feeds = {
        input_ids: new ort.Tensor("int64", BigInt64Array.from(next, BigInt), [1, next.length]),
        position_ids: new ort.Tensor("int64", places, [1, next.length]),
        ...past,
      };
      const results = await session.run(feeds);
      for (const input in past) past[input] = results[input.replace("past_key_values", "present")];
      length += next.length;
      out.push(likeliest(results.logits.data));
    }
    return out;
  };
};
/** The whole of transformers.js, over the same graph. */
window.library = async (name, file, threads) => {
  const here = (path) => new URL(path, location.href).href;
  const { AutoModelForCausalLM, Tensor, env } = await import(here("transformers/transformers.min.js"));
  Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: here("./") });
  env.backends.onnx.wasm.numThreads = threads;
  env.backends.onnx.wasm.wasmPaths = here("transformers/");
  const options = { dtype: "fp32", device: "wasm" };
  const model = await AutoModelForCausalLM.from_pretrained(file.replace(".onnx", ""), options);
  engines[name] = async (prompt, count) => {
    const input_ids = new Tensor("int64", BigInt64Array.from(prompt, BigInt), [1, prompt.length]);
    const attention_mask = new Tensor("int64", BigInt64Array.from(prompt, () => 1n), [1, prompt.length]);
    const out = await model.generate({ input_ids, attention_mask, max_new_tokens: count, do_sample: false });
    return Array.from(out.data, Number).slice(prompt.length);
  };
};
window.rounds = async (name, prompt, count, rounds) => timed(() => engines[name](prompt, count), rounds, 1);
window.learning = async (sentence, prompt, tokens, plan) => {
  const own = await model("base");
  const [still, before] = [await model("base"), { ...own.weights }];
  const press = () => steps.descend(own, backward.gradients(own, [{ ids: sentence }]).grads, 1e-3);
  const answers = (count) => Array.from({ length: count }, (_, i) => tokens.slice(20 * i, 20 * i + 20));
  const policy = (count) => () => {
    const gains = steps.advantages(Array.from({ length: count }, (_, i) => i % 2));
    const rows = steps.policyRows(prompt, answers(count), gains);
    steps.descend(own, backward.gradients(own, rows, { still, price: 0.05 }).grads, 1e-4);
  };
  const out = { press: await timed(press, 20) };
  for (const count of [2, 8]) out[`policy ${count}`] = await timed(policy(count), 8);
  const training = new Training({ ...gpt, ...backward, ...steps, ...sample }, { ...plan, tokens });
  out.training = await timed(() => training.next(), 20);
  return out;
};
document.documentElement.dataset.ready = "";
