/**
 * The model in the page: the twin of `llms101/lab/gpt.py`, which has the same sums in fewer words.
 *
 *     a stage's file -> `read` -> `GPT` -> `forward`: the logits of what comes next, with a `Cache` a token at a time
 *
 * It reads one position after another, so there is only one path through it, and weights stay as they are stored (in,
 * out): a weight that is changed is felt at the next token. Left out: batches, drawing a token (`generate.js`), and
 * learning (`backward.js`). It imports nothing, since import maps do not reach into workers.
 */

/** @typedef {{vocab: number, context: number, width: number, heads: number, layers: number}} Config */
/** Every matrix by name, row by row. @typedef {Record<string, Float32Array>} Weights */
/**
 * What happened in one layer at one position: where each head looked (a share for each position up to this one), what
 * it found there, which features came up, and what the vector had become by then.
 * @typedef {{attention: Float32Array[], found: Float32Array, features: Float32Array, vector: Float32Array}} Layer
 */
/** The logits of the token after a position, and every layer. @typedef {{logits: Float32Array, layers: Layer[]}} Position */

/**
 * Every matrix by name, with its rows and columns, in the order in which it is used.
 * @param {Config} config
 * @returns {[string, number, number][]}
 */
export function shapes({ vocab, width, layers }) {
  /** @type {[string, number, number][]} */
  const out = [["wte", vocab, width]];
  for (let i = 0; i < layers; i++) {
    for (const part of ["q", "k", "v", "o"]) out.push([`h${i}.${part}`, width, width]);
    out.push([`h${i}.up`, width, 4 * width], [`h${i}.down`, 4 * width, width]);
  }
  return out;
}

/**
 * Reads a `.safetensors` file as `llms101/lab/mind.py` writes it: a length, a header in JSON, the numbers. A matrix is
 * whole numbers from -127 to 127, times a scale for each row (`wte`) or each column.
 * @param {ArrayBuffer} buffer
 * @returns {{config: Config, weights: Weights}}
 */
export function read(buffer) {
  const start = 8 + Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, start - 8)));
  /** @param {string} name */
  const bytes = (name) => buffer.slice(...header[name].data_offsets.map((/** @type {number} */ at) => start + at));
  /** @type {Weights} */
  const weights = {};
  for (const [name, { dtype, shape }] of Object.entries(header)) {
    if (name === "__metadata__" || name.endsWith(".scale")) continue;
    if (dtype === "F32") {
      weights[name] = new Float32Array(bytes(name));
    } else {
      const whole = new Int8Array(bytes(name));
      const scale = new Float32Array(bytes(`${name}.scale`));
      const columns = shape[1];
      const byRow = header[`${name}.scale`].shape[1] === 1;
      const out = new Float32Array(whole.length);
      for (let i = 0; i < out.length; i++) out[i] = whole[i] * scale[byRow ? Math.floor(i / columns) : i % columns];
      weights[name] = out;
    }
  }
  return { config: JSON.parse(header.__metadata__.config), weights };
}

/** Keys and values of the positions already read, so that each is worked out only once. */
export class Cache {
  /** @param {GPT} gpt */
  constructor({ config: { context, width, heads, layers }, version }) {
    const empty = () => Array.from({ length: layers * heads }, () => new Float32Array((context * width) / heads));
    /** Of each head of each layer, (context, D). */
    this.keys = empty();
    this.values = empty();
    this.length = 0;
    this.version = version;
  }
}

/** A GPT with given weights. */
export class GPT {
  /** @param {{config: Config, weights: Weights}} given */
  constructor({ config, weights }) {
    for (const [name, rows, columns] of shapes(config)) {
      if (weights[name]?.length !== rows * columns) throw new Error(`${name} is not ${rows} × ${columns}`);
    }
    const { context, width, heads, vocab } = config;
    this.config = config;
    this.weights = weights;
    /** Counts the changes of the weights: what a cache holds is true only of the weights that it was made with. */
    this.version = 0;
    this.turns = turns(context, width / heads);
    const numbers = (/** @type {number} */ length) => new Float64Array(length);
    // What is worked out at one position. Double precision costs nothing here, and saves rounding at every step.
    this.x = numbers(width);
    this.n = numbers(width);
    this.q = numbers(width);
    this.k = numbers(width);
    this.v = numbers(width);
    this.found = numbers(width);
    this.added = numbers(width);
    this.features = numbers(4 * width);
    this.scores = numbers(context);
    /** Each head's part of queries, keys and what was found. */
    this.parts = Array.from({ length: heads }, (_, head) =>
      [this.q, this.k, this.found].map((all) => all.subarray((head * width) / heads, ((head + 1) * width) / heads)),
    );
    this.logits = numbers(vocab);
  }

  /**
   * Changes one weight. Caches made before cannot be used any more.
   * @param {string} name
   * @param {number} row
   * @param {number} column
   * @param {number} value
   */
  set(name, row, column, value) {
    const columns = shapes(this.config).find(([other]) => other === name)?.[2];
    if (columns === undefined) throw new Error(`there is no ${name}`);
    this.weights[name][row * columns + column] = value;
    this.version++;
  }

  /**
   * The logits of what comes after these local indices, one for each token of the vocabulary. With a cache, they go on
   * where it ends.
   * @param {ArrayLike<number>} ids
   * @param {Cache} [cache]
   */
  forward(ids, cache = new Cache(this)) {
    this.#readAll(ids, cache);
    return this.#compare();
  }

  /**
   * Everything that happens at every position.
   * @param {ArrayLike<number>} ids
   * @returns {Position[]}
   */
  all(ids) {
    const cache = new Cache(this);
    return Array.from(ids, (id) => {
      /** @type {Layer[]} */
      const layers = [];
      this.#readAll([id], cache, layers);
      return { logits: this.#compare(), layers };
    });
  }

  /**
   * What the reward model thinks of an answer behind its prompt, with no unit; nothing beyond the context is read.
   * @param {ArrayLike<number>} ids
   */
  score(ids) {
    const head = this.weights.head;
    if (!head) throw new Error("only the reward model has a head that scores");
    this.#readAll(Array.from(ids).slice(0, this.config.context), new Cache(this));
    norm(this.x, this.n);
    return this.n.reduce((sum, value, i) => sum + value * head[i], 0);
  }

  /**
   * @param {ArrayLike<number>} ids
   * @param {Cache} cache
   * @param {Layer[]} [seen]
   */
  #readAll(ids, cache, seen) {
    const { context, vocab } = this.config;
    const total = cache.length + ids.length;
    if (!ids.length) throw new Error("there is nothing to read");
    if (total > context) throw new Error(`${total} tokens do not fit into a context of ${context}`);
    if (cache.version !== this.version) throw new Error("the weights have changed since this cache was made");
    for (let i = 0; i < ids.length; i++) {
      const known = Number.isInteger(ids[i]) && ids[i] >= 0 && ids[i] < vocab;
      if (!known) throw new Error(`there is no token ${ids[i]} in a vocabulary of ${vocab}`);
      this.#read(ids[i], cache, seen);
    }
  }

  /**
   * Reads one token: what it means, then layer by layer what it finds and what it makes of that. `x` is the outcome.
   * @param {number} id
   * @param {Cache} cache
   * @param {Layer[]} [seen]
   */
  #read(id, cache, seen) {
    const { x, n, q, k, v, found, added, features, scores, parts, weights: w, turns } = this;
    const { width, heads, layers } = this.config;
    const wide = width / heads;
    const at = cache.length;
    for (let i = 0; i < width; i++) x[i] = w.wte[id * width + i];
    for (let layer = 0; layer < layers; layer++) {
      norm(x, n);
      weigh(n, width, w[`h${layer}.q`], width, q);
      weigh(n, width, w[`h${layer}.k`], width, k);
      weigh(n, width, w[`h${layer}.v`], width, v);
      const attention = [];
      for (let head = 0; head < heads; head++) {
        const [query, key, answer] = parts[head];
        const keys = cache.keys[layer * heads + head];
        const values = cache.values[layer * heads + head];
        turn(query, turns, at);
        turn(key, turns, at);
        for (let i = 0; i < wide; i++) {
          keys[at * wide + i] = key[i];
          values[at * wide + i] = v[head * wide + i];
        }
        compare(keys, at + 1, query, wide, scores);
        softmax(scores, at + 1, Math.sqrt(wide));
        weigh(scores, at + 1, values, wide, answer);
        if (seen) attention.push(new Float32Array(scores.subarray(0, at + 1)));
      }
      weigh(found, width, w[`h${layer}.o`], width, added);
      for (let i = 0; i < width; i++) x[i] += added[i];
      norm(x, n);
      weigh(n, width, w[`h${layer}.up`], 4 * width, features);
      for (let i = 0; i < 4 * width; i++) if (features[i] < 0) features[i] = 0;
      weigh(features, 4 * width, w[`h${layer}.down`], width, added);
      for (let i = 0; i < width; i++) x[i] += added[i];
      if (seen) {
        const [kept, active, vector] = [found, features, x].map((numbers) => new Float32Array(numbers));
        seen.push({ attention, found: kept, features: active, vector });
      }
    }
    cache.length++;
  }

  /** The outcome at the last position, compared with every token's own vector. */
  #compare() {
    norm(this.x, this.n);
    compare(this.weights.wte, this.config.vocab, this.n, this.config.width, this.logits);
    return new Float32Array(this.logits);
  }
}

/**
 * Cosine and sine of the angle by which each pair of numbers is turned at each place, (context, D / 2) of each.
 * @param {number} context
 * @param {number} wide D, the width of a head
 * @param {number} slowest
 */
export function turns(context, wide, slowest = 1000) {
  const half = wide / 2;
  const angles = Array.from({ length: context * half }, (_, i) =>
    Math.fround(Math.floor(i / half) * slowest ** -((i % half) / half)),
  );
  return { cos: Float32Array.from(angles, Math.cos), sin: Float32Array.from(angles, Math.sin) };
}

/**
 * Turns each pair of a head's numbers (one from the first half, its partner from the second) by the angle of a place.
 * @param {Float64Array} x
 * @param {{cos: Float32Array, sin: Float32Array}} turns
 * @param {number} place
 */
function turn(x, { cos, sin }, place) {
  const half = x.length / 2;
  for (let i = 0; i < half; i++) {
    const [c, s] = [cos[place * half + i], sin[place * half + i]];
    const [a, b] = [x[i], x[i + half]];
    x[i] = a * c - b * s;
    x[i + half] = a * s + b * c;
  }
}

/**
 * RMSNorm: the same vector with the length √C.
 * @param {Float64Array} x
 * @param {Float64Array} out
 */
function norm(x, out) {
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += x[i] * x[i];
  const scale = 1 / Math.sqrt(squares / x.length + 1e-5);
  for (let i = 0; i < x.length; i++) out[i] = x[i] * scale;
}

/**
 * The first `count` numbers, divided by `by`, into shares that add up to 1.
 * @param {Float64Array} x
 * @param {number} count
 * @param {number} by
 */
function softmax(x, count, by) {
  let top = -Infinity;
  for (let i = 0; i < count; i++) if (x[i] > top) top = x[i];
  let total = 0;
  for (let i = 0; i < count; i++) total += x[i] = Math.exp((x[i] - top) / by);
  for (let i = 0; i < count; i++) x[i] /= total;
}

/**
 * A vector compared with every row of a matrix: matrix (rows, width) · x (width) -> out (rows). Six rows at a time, so
 * that no sum waits for another.
 * @param {Float32Array} matrix
 * @param {number} rows
 * @param {Float64Array} x
 * @param {number} width
 * @param {Float64Array} out
 */
function compare(matrix, rows, x, width, out) {
  let row = 0;
  for (; row + 6 <= rows; row += 6) {
    const at = row * width;
    const at1 = at + width;
    const at2 = at1 + width;
    const at3 = at2 + width;
    const at4 = at3 + width;
    const at5 = at4 + width;
    let [a, b, c, d, e, f] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < width; i++) {
      const value = x[i];
      a += value * matrix[at + i];
      b += value * matrix[at1 + i];
      c += value * matrix[at2 + i];
      d += value * matrix[at3 + i];
      e += value * matrix[at4 + i];
      f += value * matrix[at5 + i];
    }
    out[row] = a;
    out[row + 1] = b;
    out[row + 2] = c;
    out[row + 3] = d;
    out[row + 4] = e;
    out[row + 5] = f;
  }
  for (; row < rows; row++) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += x[i] * matrix[row * width + i];
    out[row] = sum;
  }
}

/** Where the rows begin that count, and what they are weighed by. */
let rowAt = new Int32Array(1024);
let rowBy = new Float64Array(1024);

/**
 * The rows of a matrix, each weighed by its number, added up: by (rows) @ matrix (rows, width) -> out (width). Rows
 * weighed by zero are left out, as are most features; the others are taken eight at a time.
 * @param {Float64Array} by
 * @param {number} rows
 * @param {Float32Array} matrix
 * @param {number} width
 * @param {Float64Array} out
 */
function weigh(by, rows, matrix, width, out) {
  if (rowAt.length < rows + 8) [rowAt, rowBy] = [new Int32Array(rows + 8), new Float64Array(rows + 8)];
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (by[row] === 0) continue;
    rowAt[count] = row * width;
    rowBy[count++] = by[row];
  }
  rowAt.fill(0, count, count + 7);
  rowBy.fill(0, count, count + 7);
  out.fill(0);
  for (let i = 0; i < count; i += 8) {
    const [at, at1, at2, at3] = [rowAt[i], rowAt[i + 1], rowAt[i + 2], rowAt[i + 3]];
    const [at4, at5, at6, at7] = [rowAt[i + 4], rowAt[i + 5], rowAt[i + 6], rowAt[i + 7]];
    const [a, b, c, d] = [rowBy[i], rowBy[i + 1], rowBy[i + 2], rowBy[i + 3]];
    const [e, f, g, h] = [rowBy[i + 4], rowBy[i + 5], rowBy[i + 6], rowBy[i + 7]];
    for (let j = 0; j < width; j++) {
      out[j] +=
        a * matrix[at + j] + b * matrix[at1 + j] + c * matrix[at2 + j] + d * matrix[at3 + j] +
        (e * matrix[at4 + j] + f * matrix[at5 + j] + g * matrix[at6 + j] + h * matrix[at7 + j]);
    }
  }
}
