/**
 * What moves weights, once `backward.js` has told their slopes: plain descent, and Adam. And where they begin.
 *
 * The page's `train.py` (`fresh_weights`, `nudge`) and `prefer.py` (`policy_loss`), sum by sum. It imports nothing,
 * since import maps do not reach into workers. Left out: Muon, which moves the matrices in Python; in the first minute
 * of a small model it costs about as much time as it saves.
 */

/** @typedef {Record<string, Float32Array>} Weights */
/** A `GPT` of `gpt.js`, as far as it is needed here. @typedef {{weights: Weights, version: number}} Model */
/** @typedef {import("deck/backward.js").Row} Row */

/**
 * Weights before any training: noise, and zeros where a layer adds to the vector.
 * @param {[string, number, number][]} shapes
 * @param {() => number} random from 0 up to below 1
 * @returns {Weights}
 */
export function fresh(shapes, random) {
  // Box and Muller 1958: two even numbers make one that is spread as noise is
  const noise = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Object.fromEntries(
    shapes.map(([name, rows, columns]) => {
      const zero = name.endsWith(".o") || name.endsWith(".down");
      const scale = zero ? 0 : name === "wte" ? 0.1 : 1 / Math.sqrt(rows);
      return [name, Float32Array.from({ length: rows * columns }, () => (zero ? 0 : noise() * scale))];
    }),
  );
}

/**
 * Plain gradient descent: every weight goes down its slope, as far as it is steep. Tells how many changed, and the
 * largest change.
 * @param {Model} model
 * @param {Weights} grads
 * @param {number} rate
 */
export function descend(model, grads, rate) {
  let [moved, largest] = [0, 0];
  for (const [name, slopes] of Object.entries(grads)) {
    const w = model.weights[name];
    for (let i = 0; i < w.length; i++) {
      const before = w[i];
      w[i] = before - rate * slopes[i];
      const change = Math.abs(w[i] - before);
      if (change > 0) moved++;
      if (change > largest) largest = change;
    }
  }
  model.version++;
  return { moved, largest };
}

/** AdamW (Kingma and Ba 2014, arXiv 1412.6980; Loshchilov and Hutter 2017, arXiv 1711.05101), as torch has it. */
export class Adam {
  /** @param {{decay?: number, betas?: [number, number]}} [options] */
  constructor({ decay = 0, betas = [0.9, 0.95] } = {}) {
    this.decay = decay;
    this.betas = betas;
    this.step = 0;
    /** The slopes of late, and their squares. @type {Record<string, [Float32Array, Float32Array]>} */
    this.late = {};
  }

  /**
   * One step of about `rate` in every weight.
   * @param {Model} model
   * @param {Weights} grads
   * @param {number} rate
   */
  move(model, grads, rate) {
    const [first, second] = this.betas;
    this.step++;
    const by = rate / (1 - first ** this.step);
    const whole = Math.sqrt(1 - second ** this.step);
    for (const [name, slopes] of Object.entries(grads)) {
      const w = model.weights[name];
      const [mean, square] = (this.late[name] ??= [new Float32Array(w.length), new Float32Array(w.length)]);
      for (let i = 0; i < w.length; i++) {
        const slope = slopes[i];
        mean[i] = first * mean[i] + (1 - first) * slope;
        square[i] = second * square[i] + (1 - second) * slope * slope;
        w[i] = w[i] * (1 - rate * this.decay) - (by * mean[i]) / (Math.sqrt(square[i]) / whole + 1e-8);
      }
    }
    model.version++;
  }
}

/**
 * Slopes of several losses as those of one, in place of the first: `to` + share · `more`.
 * @param {Weights} to
 * @param {Weights} more
 * @param {number} share
 */
export function plus(to, more, share = 1) {
  for (const [name, slopes] of Object.entries(more)) {
    for (let i = 0; i < slopes.length; i++) to[name][i] += share * slopes[i];
  }
  return to;
}

/**
 * What policy gradient learns from: answers behind their prompt, each worth its advantage (REINFORCE, Williams 1992).
 * With an anchor in `gradients`, its loss is `policy_loss` of `llms101/lab/prefer.py`.
 * @param {number[]} prompt
 * @param {number[][]} answers
 * @param {number[]} advantages
 * @returns {Row[]}
 */
export function policyRows(prompt, answers, advantages) {
  return answers.map((answer, i) => ({
    ids: [...prompt, ...answer],
    learned: [...prompt.map(() => 0), ...answer.map(() => 1)],
    worth: advantages[i],
  }));
}

/** A reward less the mean of its group. @param {number[]} rewards */
export function advantages(rewards) {
  const usual = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  return rewards.map((reward) => reward - usual);
}
