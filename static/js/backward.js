/**
 * Learning in the page: how much each weight has to do with the loss, worked out by hand, and what moves the weights.
 *
 *     rows of tokens -> `gradients`: the loss, and its slope in every weight -> `steps.js` moves them
 *
 * The model is `gpt.js` again, all positions at once, and what every step of the way back needs is kept; the twin of
 * `llms101/lab/train.py`, where torch finds the slopes. Reading, tuning and preferring differ only in their rows: what
 * is learned from, and what it is worth. It imports nothing, since import maps do not reach into workers. Left out:
 * moving the weights (`steps.js`).
 */

/** @typedef {{vocab: number, context: number, width: number, heads: number, layers: number}} Config */
/** @typedef {Record<string, Float32Array>} Weights */
/** @typedef {{cos: Float32Array, sin: Float32Array}} Turns */
/** What is learned: a `GPT` of `gpt.js`. @typedef {{config: Config, weights: Weights, turns: Turns, version: number}} Model */
/**
 * A row of local indices; beside each a 1 if it is learned from (`learned`, else all but the first), and how much it is
 * worth that they get likelier (1 if nothing is said; an answer's advantage).
 * @typedef {{ids: ArrayLike<number>, learned?: ArrayLike<number>, worth?: number}} Row
 */
/** What may be added to the loss: the price of a nat away from another model, a token. @typedef {{still: Model, price: number}} Anchor */
/** How much the loss is, and how far from the anchor, in nats a token. @typedef {{loss: number, apart: number}} Loss */
/** All that is needed to come back through a layer. @typedef {Record<"scale" | "n" | "q" | "k" | "v" | "found" | "scale2" | "n2" | "features", Float32Array> & {shares: Float32Array[]}} Kept */

/**
 * Every row of a compared with every row of b: a (m, k) · b (n, k) -> (m, n). All the work is done here: four rows by two
 * at a time, so that each number fetched is used at least twice. Beyond the last row the last is taken again.
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {number} m
 * @param {number} n
 * @param {number} k
 */
export function compared(a, b, m, n, k) {
  const out = new Float32Array(m * n);
  for (let i = 0; i < m; i += 4) {
    const i1 = Math.min(i + 1, m - 1);
    const i2 = Math.min(i + 2, m - 1);
    const i3 = Math.min(i + 3, m - 1);
    const [a0, a1, a2, a3] = [i * k, i1 * k, i2 * k, i3 * k];
    for (let j = 0; j < n; j += 2) {
      const j1 = Math.min(j + 1, n - 1);
      const [b0, b1] = [j * k, j1 * k];
      let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let p = 0; p < k; p++) {
        const u = b[b0 + p];
        const v = b[b1 + p];
        s00 += a[a0 + p] * u;
        s01 += a[a0 + p] * v;
        s10 += a[a1 + p] * u;
        s11 += a[a1 + p] * v;
        s20 += a[a2 + p] * u;
        s21 += a[a2 + p] * v;
        s30 += a[a3 + p] * u;
        s31 += a[a3 + p] * v;
      }
      out[i * n + j] = s00;
      out[i * n + j1] = s01;
      out[i1 * n + j] = s10;
      out[i1 * n + j1] = s11;
      out[i2 * n + j] = s20;
      out[i2 * n + j1] = s21;
      out[i3 * n + j] = s30;
      out[i3 * n + j1] = s31;
    }
  }
  return out;
}

/**
 * Columns for rows: (rows, columns) -> (columns, rows).
 * @param {Float32Array} x
 * @param {number} rows
 * @param {number} columns
 */
export function flipped(x, rows, columns) {
  const out = new Float32Array(x.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = x[i * columns + j];
  return out;
}

/**
 * The loss of these rows: the mean of -worth · ln p over all tokens that are learned from, and the anchor's price.
 * @param {Model} model
 * @param {Row[]} rows
 * @param {Anchor} [anchor]
 * @returns {Loss}
 */
export function loss(model, rows, anchor) {
  return judged(model, rows, anchor, forward(model, rows).x).loss;
}

/**
 * The same loss, and its slope in every weight.
 * @param {Model} model
 * @param {Row[]} rows
 * @param {Anchor} [anchor]
 * @returns {Loss & {grads: Weights}}
 */
export function gradients(model, rows, anchor) {
  const { starts, count, layers, x } = forward(model, rows);
  const { loss, asked, slopes, n, scale } = judged(model, rows, anchor, x);
  const { config, weights: w } = model;
  const { vocab, width, heads } = config;
  const many = asked.length;
  const dn = compared(slopes, flipped(w.wte, vocab, width), many, width, vocab);
  /** @type {Weights} */
  const grads = { wte: compared(flipped(slopes, many, vocab), flipped(n, many, width), vocab, width, many) };
  const dx = new Float32Array(count * width); // the slope in the vectors, from the last layer back to the first
  const back = throughNorm(dn, n, scale, width);
  asked.forEach(({ place }, i) => dx.set(back.subarray(i * width, (i + 1) * width), place * width));

  /**
   * Back through y = x @ w: keeps the slope in w and hands on that in x.
   * @param {string} name
   * @param {Float32Array} x (count, into)
   * @param {Float32Array} dy (count, out)
   */
  const through = (name, x, dy) => {
    const [into, out] = [x.length / count, dy.length / count];
    grads[name] = compared(flipped(x, count, into), flipped(dy, count, out), into, out, count);
    return compared(dy, w[name], count, into, out);
  };
  for (let i = config.layers - 1; i >= 0; i--) {
    const kept = layers[i];
    const dfeatures = through(`h${i}.down`, kept.features, dx);
    for (let j = 0; j < dfeatures.length; j++) if (kept.features[j] === 0) dfeatures[j] = 0;
    add(dx, throughNorm(through(`h${i}.up`, kept.n2, dfeatures), kept.n2, kept.scale2, width));
    const { dq, dk, dv } = throughAttention(kept, through(`h${i}.o`, kept.found, dx), starts, heads);
    turnAll(dq, model, starts, -1);
    turnAll(dk, model, starts, -1);
    const dn = through(`h${i}.q`, kept.n, dq);
    add(dn, through(`h${i}.k`, kept.n, dk));
    add(dn, through(`h${i}.v`, kept.n, dv));
    add(dx, throughNorm(dn, kept.n, kept.scale, width));
  }
  rows.forEach(({ ids }, row) => {
    for (let t = 0; t < ids.length - 1; t++) {
      const place = starts[row] + t;
      for (let i = 0; i < width; i++) grads.wte[ids[t] * width + i] += dx[place * width + i];
    }
  });
  return { ...loss, grads };
}

/**
 * Every row but its last token through the layers: the vectors (count, C) at the end, and what the way back needs.
 * @param {Model} model
 * @param {Row[]} rows
 */
function forward(model, rows) {
  const { config, weights: w } = model;
  const { context, width, heads } = config;
  const starts = [0]; // where each row begins, and where the last ends
  for (const { ids } of rows) {
    const time = ids.length - 1;
    if (time < 1 || time > context) throw new Error(`a row of ${ids.length} tokens cannot be learned from`);
    starts.push(starts[starts.length - 1] + time);
  }
  const count = starts[rows.length];
  const x = new Float32Array(count * width);
  rows.forEach(({ ids }, row) => {
    for (let t = 0; t < ids.length - 1; t++) {
      x.set(w.wte.subarray(ids[t] * width, (ids[t] + 1) * width), (starts[row] + t) * width);
    }
  });
  /**
   * x @ w, for x (count, into)
   * @param {Float32Array} x
   * @param {string} name
   */
  const times = (x, name) => {
    const into = x.length / count;
    const out = w[name].length / into;
    return compared(x, flipped(w[name], into, out), count, out, into);
  };
  /** @type {Kept[]} */
  const layers = [];
  for (let i = 0; i < config.layers; i++) {
    const [n, scale] = normed(x, width);
    const [q, k, v] = [times(n, `h${i}.q`), times(n, `h${i}.k`), times(n, `h${i}.v`)];
    turnAll(q, model, starts, 1);
    turnAll(k, model, starts, 1);
    const { found, shares } = attention(q, k, v, starts, width, heads);
    add(x, times(found, `h${i}.o`));
    const [n2, scale2] = normed(x, width);
    const features = times(n2, `h${i}.up`);
    for (let j = 0; j < features.length; j++) if (!(features[j] > 0)) features[j] = 0;
    add(x, times(features, `h${i}.down`));
    layers.push({ n, scale, q, k, v, shares, found, n2, scale2, features });
  }
  return { starts, count, layers, x };
}

/**
 * The loss at the end, and its slope in the logits (N, V) of the N tokens that are learned from.
 * @param {Model} model
 * @param {Row[]} rows
 * @param {Anchor | undefined} anchor
 * @param {Float32Array} x
 */
function judged(model, rows, anchor, x) {
  const { vocab, width } = model.config;
  /** @type {{place: number, right: number, worth: number}[]} */
  const asked = [];
  let start = 0;
  for (const { ids, learned, worth = 1 } of rows) {
    for (let t = 1; t < ids.length; t++) {
      if (!learned || learned[t]) asked.push({ place: start + t - 1, right: ids[t], worth });
    }
    start += ids.length - 1;
  }
  const many = asked.length;
  if (!many) throw new Error("there is nothing to learn from");
  /** @param {Model} of @param {Float32Array} x */
  const ending = (of, x) => {
    const picked = new Float32Array(many * width);
    asked.forEach(({ place }, i) => picked.set(x.subarray(place * width, (place + 1) * width), i * width));
    const [n, scale] = normed(picked, width);
    return { n, scale, logits: compared(n, of.weights.wte, many, vocab, width) };
  };
  const { n, scale, logits: slopes } = ending(model, x);
  const still = anchor && ending(anchor.still, forward(anchor.still, rows).x).logits;
  let [total, apart] = [0, 0];
  asked.forEach(({ right, worth }, i) => {
    const own = slopes.subarray(i * vocab, (i + 1) * vocab);
    const whole = logWhole(own);
    total -= (worth * (own[right] - whole)) / many;
    const other = still?.subarray(i * vocab, (i + 1) * vocab);
    let away = 0; // Kullback-Leibler divergence, exact over the vocabulary
    const shift = other ? whole - logWhole(other) : 0;
    if (other) for (let j = 0; j < vocab; j++) away += Math.exp(own[j] - whole) * (own[j] - other[j] - shift);
    apart += away / many;
    const price = anchor?.price ?? 0;
    for (let j = 0; j < vocab; j++) {
      const p = Math.exp(own[j] - whole);
      const pull = other ? price * (own[j] - other[j] - shift - away) : 0;
      own[j] = (p * (worth + pull)) / many;
    }
    own[right] -= worth / many;
  });
  return { loss: { loss: total + (anchor?.price ?? 0) * apart, apart }, asked, slopes, n, scale };
}

/** ln Σ exp. @param {Float32Array} logits */
function logWhole(logits) {
  let top = -Infinity;
  for (let i = 0; i < logits.length; i++) if (logits[i] > top) top = logits[i];
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp(logits[i] - top);
  return top + Math.log(sum);
}

/** @param {Float32Array} to @param {Float32Array} more */
function add(to, more) {
  for (let i = 0; i < to.length; i++) to[i] += more[i];
}

/**
 * Each vector of x with the length √C, and what it was multiplied by.
 * @param {Float32Array} x
 * @param {number} width
 * @returns {[Float32Array, Float32Array]}
 */
function normed(x, width) {
  const out = new Float32Array(x.length);
  const scales = new Float32Array(x.length / width);
  for (let row = 0; row < scales.length; row++) {
    const at = row * width;
    let squares = 0;
    for (let i = 0; i < width; i++) squares += x[at + i] * x[at + i];
    scales[row] = 1 / Math.sqrt(squares / width + 1e-5);
    for (let i = 0; i < width; i++) out[at + i] = x[at + i] * scales[row];
  }
  return [out, scales];
}

/**
 * Back through a norm: what would only make a vector longer changes nothing. dx = scale · (dn - n · mean(dn · n))
 * @param {Float32Array} dn
 * @param {Float32Array} n
 * @param {Float32Array} scale
 * @param {number} width
 */
function throughNorm(dn, n, scale, width) {
  const out = new Float32Array(n.length);
  for (let row = 0; row < scale.length; row++) {
    const at = row * width;
    let along = 0;
    for (let i = 0; i < width; i++) along += dn[at + i] * n[at + i];
    for (let i = 0; i < width; i++) out[at + i] = scale[row] * (dn[at + i] - (n[at + i] * along) / width);
  }
  return out;
}

/**
 * Turns all queries or keys by the angles of their places; a slope is turned back.
 * @param {Float32Array} x
 * @param {Model} model
 * @param {number[]} starts
 * @param {1 | -1} way
 */
function turnAll(x, { config: { width, heads }, turns }, starts, way) {
  const half = width / heads / 2;
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let place = starts[row]; place < starts[row + 1]; place++) {
      const angle = (place - starts[row]) * half;
      for (let head = 0; head < heads; head++) {
        const at = place * width + head * 2 * half;
        for (let i = 0; i < half; i++) {
          const [c, s] = [turns.cos[angle + i], way * turns.sin[angle + i]];
          const [a, b] = [x[at + i], x[at + half + i]];
          x[at + i] = a * c - b * s;
          x[at + half + i] = a * s + b * c;
        }
      }
    }
  }
}

/**
 * One head's part of one row: (count, C) -> (T, D); and back.
 * @param {Float32Array} x
 * @param {number} start
 * @param {number} time
 * @param {number} width
 * @param {number} from
 * @param {number} wide
 */
function partOf(x, start, time, width, from, wide) {
  const out = new Float32Array(time * wide);
  for (let t = 0; t < time; t++) {
    const at = (start + t) * width + from;
    for (let i = 0; i < wide; i++) out[t * wide + i] = x[at + i];
  }
  return out;
}

/**
 * @param {Float32Array} part
 * @param {Float32Array} x
 * @param {number} start
 * @param {number} width
 * @param {number} from
 * @param {number} wide
 */
function putBack(part, x, start, width, from, wide) {
  for (let i = 0; i < part.length; i++) x[(start + Math.floor(i / wide)) * width + from + (i % wide)] = part[i];
}

/**
 * Attention within each row: what every position found (count, C), and where each head of each row looked (T, T).
 * @param {Float32Array} q
 * @param {Float32Array} k
 * @param {Float32Array} v
 * @param {number[]} starts
 * @param {number} width
 * @param {number} heads
 */
function attention(q, k, v, starts, width, heads) {
  const wide = width / heads;
  const found = new Float32Array(q.length);
  /** @type {Float32Array[]} */
  const shares = [];
  for (let row = 0; row + 1 < starts.length; row++) {
    const time = starts[row + 1] - starts[row];
    for (let head = 0; head < heads; head++) {
      const [Q, K, V] = [q, k, v].map((x) => partOf(x, starts[row], time, width, head * wide, wide));
      const seen = compared(Q, K, time, time, wide);
      for (let t = 0; t < time; t++) {
        const scores = seen.subarray(t * time, t * time + t + 1);
        for (let s = 0; s <= t; s++) scores[s] /= Math.sqrt(wide);
        const whole = logWhole(scores);
        for (let s = 0; s <= t; s++) scores[s] = Math.exp(scores[s] - whole);
        seen.fill(0, t * time + t + 1, (t + 1) * time); // nobody sees what comes later
      }
      shares.push(seen);
      putBack(compared(seen, flipped(V, time, wide), time, wide, time), found, starts[row], width, head * wide, wide);
    }
  }
  return { found, shares };
}

/**
 * Back through attention: from the slope in what was found to those in queries, keys and values.
 * @param {Kept} kept
 * @param {Float32Array} dfound
 * @param {number[]} starts
 * @param {number} heads
 */
function throughAttention({ q, k, v, shares }, dfound, starts, heads) {
  const width = q.length / starts[starts.length - 1];
  const wide = width / heads;
  const [dq, dk, dv] = [q, k, v].map((x) => new Float32Array(x.length));
  for (let row = 0; row + 1 < starts.length; row++) {
    const time = starts[row + 1] - starts[row];
    for (let head = 0; head < heads; head++) {
      const seen = shares[row * heads + head];
      const [Q, K, V, dF] = [q, k, v, dfound].map((x) => partOf(x, starts[row], time, width, head * wide, wide));
      const dscores = compared(dF, V, time, time, wide);
      for (let t = 0; t < time; t++) {
        let usual = 0;
        for (let s = 0; s <= t; s++) usual += seen[t * time + s] * dscores[t * time + s];
        for (let s = 0; s < time; s++) {
          dscores[t * time + s] = (seen[t * time + s] * (dscores[t * time + s] - usual)) / Math.sqrt(wide);
        }
      }
      const back = flipped(dscores, time, time);
      const place = /** @type {const} */ ([starts[row], width, head * wide, wide]);
      putBack(compared(dscores, flipped(K, time, wide), time, wide, time), dq, ...place);
      putBack(compared(back, flipped(Q, time, wide), time, wide, time), dk, ...place);
      putBack(compared(flipped(seen, time, time), flipped(dF, time, wide), time, wide, time), dv, ...place);
    }
  }
  return { dq, dk, dv };
}
