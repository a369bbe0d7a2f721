/**
 * Training from nothing, in a worker, so that the page stays smooth: what `llms101 train` does, for a smaller model.
 *
 *     page:    const worker = await startTrainer();  worker.postMessage({ do: "start", plan });
 *     worker:  { kind: "step", step, loss, … } and { kind: "sample", step, ids } until { kind: "end" }
 *
 * The page may send `pause`, `go` (as far as a step), `reset` (back to step 0, paused), `sample` (now, after this prompt)
 * and `weights`.
 * The module imports nothing, since import maps do not reach into workers: it is handed the others, `Tools`. Left out:
 * keeping a trained model.
 */

/** @typedef {import("deck/gpt.js").Config} Config */
/** @typedef {import("deck/gpt.js").Weights} Weights */
/** @typedef {typeof import("deck/gpt.js") & typeof import("deck/backward.js") & typeof import("deck/steps.js") & typeof import("deck/sample.js")} Tools */
/**
 * What to train, and how. `tokens` is the row of local indices that windows are cut from; `every` and `sampleEvery` are
 * how many steps lie between two messages; samples go on from `prompt`, for `words` tokens (0: there are none).
 * @typedef {object} Plan
 * @property {Config} config
 * @property {number[]} tokens
 * @property {number} [seed]
 * @property {number} [steps]
 * @property {number} [batch] windows at once
 * @property {number} [rate] rises over `warmup` steps, then falls in a straight line to a tenth
 * @property {number} [warmup]
 * @property {number} [decay]
 * @property {number} [every]
 * @property {number} [sampleEvery]
 * @property {number[]} [prompt]
 * @property {number} [words]
 * @property {number} [temperature]
 * @property {number[]} [stop]
 */
/** @typedef {{do: "start", plan: Plan} | {do: "sample", prompt?: number[], words?: number} | {do: "go", until?: number} | {do: "pause" | "reset" | "weights"}} Order */
/** @typedef {{kind: "step", step: number, steps: number, loss: number, tokens: number, ms: number} | {kind: "sample", step: number, ids: number[]} | {kind: "weights", step: number, config: Config, weights: Weights} | {kind: "end", step: number} | {kind: "error", message: string}} Report */

/** What is taken when a plan says nothing of it: what learned quickest in trials. */
const USUAL = {
  ...{ seed: 1, steps: 2000, batch: 8, rate: 1e-2, warmup: 20, decay: 0.01, every: 10 },
  ...{ sampleEvery: 50, prompt: [0], words: 24, temperature: 0.8, stop: /** @type {number[]} */ ([]) },
};

/** A training: step by step, from noise. */
export class Training {
  /**
   * @param {Tools} tools
   * @param {Plan} plan
   */
  constructor(tools, plan) {
    this.tools = tools;
    this.plan = { ...USUAL, ...plan };
    const { config, tokens, seed, decay } = this.plan;
    const { context } = config;
    if (tokens.length <= context) throw new Error(`${tokens.length} tokens do not fill a context of ${context}`);
    this.random = tools.mulberry32(seed);
    this.gpt = new tools.GPT({ config, weights: tools.fresh(tools.shapes(config), this.random) });
    this.adam = new tools.Adam({ decay });
    this.step = 0;
    this.seen = 0;
  }

  get over() {
    return this.step >= this.plan.steps;
  }

  /** One step over a few windows; the loss before it. */
  next() {
    const { config, tokens, steps, batch, rate, warmup } = this.plan;
    const rows = Array.from({ length: batch }, () => {
      const start = Math.floor(this.random() * (tokens.length - config.context));
      return { ids: tokens.slice(start, start + config.context + 1) };
    });
    const { loss, grads } = this.tools.gradients(this.gpt, rows);
    this.adam.move(this.gpt, grads, rate * Math.min((this.step + 1) / warmup, 1 - (0.9 * this.step) / steps));
    this.step++;
    this.seen += batch * config.context;
    return loss;
  }

  /**
   * What the model says by now, always drawn with the same random numbers.
   * @param {number[]} prompt
   * @param {number} words
   */
  sample(prompt = this.plan.prompt, words = this.plan.words) {
    const { mulberry32, probabilities, landing } = this.tools;
    const random = mulberry32(this.plan.seed);
    const most = this.plan.config.context;
    const out = [...prompt];
    for (let i = 0; i < words; i++) {
      const logits = Array.from(this.gpt.forward(out.slice(-most)));
      const token = landing(probabilities(logits, this.plan.temperature), random());
      out.push(token);
      if (this.plan.stop.includes(token)) break;
    }
    return out.slice(prompt.length);
  }
}

/**
 * The worker's side: takes orders, and trains between them.
 * @param {{onmessage: ((event: MessageEvent<Order>) => void) | null, postMessage: (report: Report) => void}} port
 * @param {Tools} tools
 */
export function serve(port, tools) {
  /** @type {Training | undefined} */
  let training;
  let going = false;
  let until = Infinity;
  let waiting = false;
  const sum = { loss: 0, count: 0, began: 0 };
  const channel = new MessageChannel(); // a timer would wait four milliseconds between two steps
  const later = () => {
    if (!waiting) channel.port2.postMessage("");
    waiting = true;
  };

  /** @param {number[]} [prompt] @param {number} [words] */
  const sample = (prompt, words) => {
    if (training) port.postMessage({ kind: "sample", step: training.step, ids: training.sample(prompt, words) });
  };
  const work = () => {
    waiting = false;
    if (!going || !training) return;
    if (!sum.count) sum.began = performance.now();
    sum.loss += training.next();
    sum.count++;
    const { step, plan, seen, over } = training;
    if (step % plan.every === 0 || step === 1 || step === until || over) {
      const ms = (performance.now() - sum.began) / sum.count;
      const loss = sum.loss / sum.count;
      port.postMessage({ kind: "step", step, steps: plan.steps, loss, tokens: seen, ms });
      [sum.loss, sum.count] = [0, 0];
    }
    if (plan.words && (step % plan.sampleEvery === 0 || over)) sample();
    going = !over && step < until;
    if (over) port.postMessage({ kind: "end", step });
    else if (going) later();
  };
  /** @param {Order} order */
  const obey = (order) => {
    if (order.do === "start" || (order.do === "reset" && training)) {
      training = new Training(tools, order.do === "start" ? order.plan : /** @type {Training} */ (training).plan);
      [sum.loss, sum.count] = [0, 0];
    }
    if (order.do === "sample") sample(order.prompt, order.words);
    if (order.do === "weights" && training) {
      const { step, gpt } = training;
      port.postMessage({ kind: "weights", step, config: gpt.config, weights: gpt.weights });
    }
    if (order.do === "pause" || order.do === "reset") going = false;
    if (order.do === "start" || order.do === "go") {
      until = (order.do === "go" ? order.until : undefined) ?? Infinity;
      going = training !== undefined && !training.over && training.step < until;
      if (going) later();
    }
  };
  /** @template T @param {(value: T) => void} act @returns {(value: T) => void} */
  const guarded = (act) => (value) => {
    try {
      act(value);
    } catch (error) {
      going = false;
      port.postMessage({ kind: "error", message: String(error) });
    }
  };
  port.onmessage = guarded(({ data }) => obey(data));
  channel.port1.onmessage = guarded(work);
}

/**
 * The page's side: a worker that waits for orders.
 * @param {(name: string) => string | Promise<string>} [address] where a module can be imported from, such as `gpt.js`
 */
export async function startTrainer(address = (name) => import.meta.resolve(`deck/${name}`)) {
  const names = ["gpt", "backward", "steps", "sample", "trainer"];
  const found = await Promise.all(names.map((name) => address(`${name}.js`)));
  const source = [
    ...names.map((name, i) => `import * as ${name} from ${JSON.stringify(found[i])};`),
    "trainer.serve(self, { ...gpt, ...backward, ...steps, ...sample });",
  ];
  // A `data:` address, like the modules' own: in a page that was opened from disk, no worker's module may be a `blob:`.
  return new Worker(`data:text/javascript,${encodeURIComponent(source.join("\n"))}`, { type: "module" });
}
