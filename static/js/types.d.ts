// What the Python half of every widget gives its JavaScript; `llms101 types --write` writes it.

/** One line of a probability map; `p` from 0 to 1. `right`: the text says that this token comes next. */
export interface Bar {
  token: Token;
  p: number;
  right: boolean;
}

/** The likeliest tokens, and what all `rest_count` others share (`rest`, 0 to 1). */
export interface ProbabilityMap {
  bars: Bar[];
  rest: number;
  rest_count: number;
}

/** Where a figure comes from: `what` it is, the `file` it is read from, how it was made, how to make it again. */
export interface Source {
  what: string;
  file: string;
  detail: string;
  command: string;
}

/** A token as it is shown. `text` is its text, or its bytes in hex (`E2 82`) where they are no whole characters. */
export interface Token {
  id: number;
  text: string;
  bytes: boolean;
}

export namespace AnswerRanking {
  /** What the browser gets. `pairs_right` of `pairs_asked` held-out pairs does the reward model rank as people do. */
  export interface Data {
    prompts: Prompt[];
    runs: Run[];
    pairs: number;
    pairs_right: number;
    pairs_asked: number;
    pending: string;
    sources: Source[];
  }
  /** A prompt; `check` and `result` are empty where nothing is checked. `order` is how the answers lie at first. */
  export interface Prompt {
    label: string;
    text: string;
    answers: Answer[];
    check: string;
    result: string;
    order: string;
  }
  /** An answer. `last`: its last number, or empty; `right`: is that the sum's result? */
  export interface Answer {
    style: string;
    tokens: Token[];
    last: string;
    right: boolean;
    reward: number;
    place: number;
  }
  /** A run. `low` and `high` bound the reward's axis; `judged`: what the reward model thinks of both ends. */
  export interface Run {
    id: string;
    label: string;
    about: string;
    shows: string;
    reward: string;
    steps: number[];
    rewards: number[];
    low: number;
    high: number;
    curve: string;
    mixes: Mix[];
    said: Said[];
    judged: number[];
  }
  /** Which part of the answers to one kind of prompt each style has, the best one first (at the bottom). */
  export interface Mix {
    label: string;
    layers: Layer[];
  }
  /** One style through the run: its share at each stop, and its `tone` for the hue. */
  export interface Layer {
    style: string;
    shares: number[];
  }
  /** The answer to one prompt with one seed, at both ends of the run. */
  export interface Said {
    prompt: string;
    seed: number;
    before: string;
    after: string;
  }
}

export namespace CardGrid {
  /** What the browser gets. */
  export interface Data {
    cards: Card[];
    sources: Source[];
  }
  /** A card; `number` as it is shown, or empty; `slide_title` of the slide that it leads to, or empty. */
  export interface Card {
    number: string;
    title: string;
    text: string;
    slide: string;
    slide_title: string;
    phase: string;
  }
}

export namespace ConversationRibbon {
  /** What the browser gets. `seen`: how many conversations the model had seen at each checkpoint; the base model none. */
  export interface Data {
    tokens: Token[];
    conversations: Conversation[];
    asked: Asked[];
    seen: number[];
    walk: Halt[];
    cost: Cost | null;
    pending: string;
    sources: Source[];
  }
  /** A conversation, and how many of its tokens train the model or are only read. */
  export interface Conversation {
    id: string;
    label: string;
    turns: Turn[];
    learned: number;
    read: number;
  }
  /** What one side says, the markers around it too: places in the table of tokens. */
  export interface Turn {
    role: "user" | "assistant";
    tokens: number[];
    learned: string;
  }
  /** A prompt, and the answer at each checkpoint: places in the table. `seed`: the same for all of them. */
  export interface Asked {
    prompt: string;
    seed: number;
    answers: number[][];
  }
  /** Where the script halts: the prompt and the checkpoint by their numbers. */
  export interface Halt {
    prompt: number;
    stop: number;
  }
  /** What there is to tune on, and the time it took; beside it the tokens that the base model read, and its time. */
  export interface Cost {
    conversations: number;
    tokens: number;
    learned: number;
    seconds: number;
    base_tokens: number;
    base_seconds: number;
  }
}

export namespace DocumentSimulator {
  /** What the browser gets. */
  export interface Data {
    prompts: Prompt[];
    sources: Source[];
  }
  /** A beginning and how it went on; `right` of `asked` such tasks were done right, if that was counted. */
  export interface Prompt {
    label: string;
    tokens: Token[];
    runs: Run[];
    notice: string;
    right: number;
    asked: number;
  }
  /** One continuation. `parts`: how many tokens are those of the run before (-1 for the first); `seen`: in words. */
  export interface Run {
    seed: number;
    tokens: Token[];
    parts: number;
    seen: string;
  }
}

export namespace LearningRun {
  /** What the browser gets. `walk`: the stops of the script; `curve`, `held_out`: paths in a square 1,000 wide. */
  export interface Data {
    tokens: Token[];
    vocabulary: number;
    first: ProbabilityMap;
    stops: Stop[];
    walk: number[];
    cases: Case[];
    curve: string;
    held_out: string;
    across: Tick[];
    up: Tick[];
    sources: Source[];
  }
  /** Where one can look: after so many steps. `unsure`: as among so many equal options; `y` from 0 (top) to 1. */
  export interface Stop {
    step: number;
    unsure: string;
    unsure_held_out: string;
    y: number;
  }
  /** One running example through the whole run; `right` is the place of the right answer among the tokens. */
  export interface Case {
    example: string;
    context: string;
    right: number;
    moments: Moment[];
  }
  /** A running example at one stop. `right`: the probability of the right answer, `rank` its place among all. */
  export interface Moment {
    shares: Shares;
    right: number;
    rank: number;
    phase: string;
    sample: string;
  }
  /** A map: places in the table of tokens, likeliest first, and the probability of each; all others have the rest. */
  export interface Shares {
    at: number[];
    p: number[];
  }
  /** A label of an axis; `at` is its place from 0 to 1. */
  export interface Tick {
    at: number;
    label: string;
  }
}

export namespace MergeLadder {
  /** What the browser gets. */
  export interface Data {
    words: Word[];
    encoding: string;
    sources: Source[];
  }
  /** A word and its rungs, from letters to as few parts as there can be. */
  export interface Word {
    text: string;
    rungs: Rung[];
  }
  /** The parts after a merge; `joined` is the position of the part that it made, -1 before the first. */
  export interface Rung {
    parts: Token[];
    joined: number;
  }
}

export namespace NetworkKnobs {
  /** What the browser gets. `wall`: rows of real numbers; written out, the model would fill `walls` such walls. */
  export interface Data {
    tokens: Token[];
    vocabulary: number;
    parameters: number;
    width: number;
    lines: Line[];
    wall: number[][];
    wall_tensor: string;
    walls: number;
    first: ProbabilityMap;
    knobs: Knob[];
    cases: Case[];
    sources: Source[];
  }
  /** How many parameters one line of the equation has, in one layer and in all; the template writes the line. */
  export interface Line {
    name: string;
    parameters: number;
    times: number;
  }
  /** One real parameter: `values[trained]` is where training left it, `shares[example][position]` what it does. */
  export interface Knob {
    name: string;
    label: string;
    values: number[];
    trained: number;
    shares: Shares[][];
  }
  /** A map: places in the table of tokens, likeliest first, and the probability of each; all others have the rest. */
  export interface Shares {
    at: number[];
    p: number[];
  }
  /** One running example; the script turns knob `knob` to `position`, which changes most. */
  export interface Case {
    example: string;
    window: Token[];
    right: number;
    knob: number;
    position: number;
  }
}

export namespace PageJourney {
  /** What the browser gets; `code` is the first page's HTML, highlighted. */
  export interface Data {
    pages: Page[];
    all: number;
    stations: Station[];
    guesses: Guess[];
    thresholds: Threshold[];
    sources: Source[];
  }
  /** A page that travels; `example` is the running example whose `sentence` it has, or empty. */
  export interface Page {
    example: string;
    label: string;
    sentence: string;
    url: string;
    address: string;
    seen: string;
    code: string;
    letters: number;
    text: string;
    checks: Check[];
    title: string;
    source: string;
    content: string;
    more: number;
    stopped: number;
    reason: string;
  }
  /** A rule, this page's own figure, the limit in the rule's words, and whether the page passed. */
  export interface Check {
    name: string;
    figure: string;
    limit: string;
    passed: boolean;
  }
  /** A station, and how many pages go on from it. */
  export interface Station {
    name: string;
    left: number;
  }
  /** A page for the room to judge; `station` is the one of the six that threw it out, 6 if none did. */
  export interface Guess {
    url: string;
    snippet: string;
    station: number;
    reason: string;
  }
  /** A rule whose threshold can be moved: pages with `less` or more than so many `unit` are thrown out. */
  export interface Threshold {
    rule: string;
    name: string;
    unit: string;
    source: string;
    less: boolean;
    share: boolean;
    step: number;
    at: number;
    pages: number[];
    rows: number[];
    words: number[];
  }
}

export namespace QrCode {
  /** `path` draws the dark modules in a square `size` wide, its quiet zone included; empty if there is no address. */
  export interface Data {
    label: string;
    url: string;
    shown: string;
    path: string;
    size: number;
    sources: Source[];
  }
}

export namespace ReportCard {
  /** What the browser gets; `asked` counts every question once. */
  export interface Data {
    stages: string[];
    rows: Row[];
    held_out: Loss[];
    opens: number[];
    asked: number;
    overlap: number;
    note: string;
    pending: string;
    sources: Source[];
  }
  /** One kind of question, `about` what is asked and what counts. */
  export interface Row {
    label: string;
    about: string;
    cells: Cell[];
    questions: Question[];
  }
  /** So many right; `share` of those asked, and the 95 % interval in which the true share lies. */
  export interface Cell {
    right: number;
    of: number;
    share: number;
    low: number;
    high: number;
  }
  /** One question, what was wanted, and the answer of every stage. */
  export interface Question {
    prompt: string;
    wanted: string;
    seed: number;
    answers: Answer[];
  }
  /** What one stage said. */
  export interface Answer {
    pieces: Piece[];
    right: boolean;
  }
  /** A part of an answer: `sampled` by the model, or put there by the `app`. */
  export interface Piece {
    look: string;
    text: string;
  }
  /** The loss on held-out web pages: as unsure as choosing among so many `options`. */
  export interface Loss {
    loss: number;
    options: number;
  }
}

export namespace SamplingLoop {
  /** What the browser gets. `tokens`: all that can be seen, of a `vocabulary` so large. */
  export interface Data {
    tokens: Token[];
    vocabulary: number;
    rows: number;
    seeds: number[];
    settings: Setting[];
    start: number;
    maps: Shares[];
    first: ProbabilityMap;
    cases: Case[];
    sources: Source[];
  }
  /** How runs were recorded. `k` 0 and `p` 1 cut nothing. */
  export interface Setting {
    label: string;
    temperature: number;
    k: number;
    p: number;
  }
  /** A map: places in the table of tokens, likeliest first, and the probability of each; all others have the rest. */
  export interface Shares {
    at: number[];
    p: number[];
  }
  /** One running example: the scores of all tokens after its context, and `runs[setting][seed]`. */
  export interface Case {
    example: string;
    window: Token[];
    below: number[];
    ranks: number[];
    places: number[];
    runs: Run[][];
  }
  /** What one seed drew: places in the vocabulary, the map of each draw, and what its cut had left (1: everything). */
  export interface Run {
    tokens: number[];
    maps: number[];
    whole: number[];
    along: number;
    shared: number;
  }
}

export namespace ScaleLine {
  /** What the browser gets. */
  export interface Data {
    rows: Row[];
    sources: Source[];
  }
  /** One comparison; `times` in words, or empty. */
  export interface Row {
    what: string;
    ours: string;
    unit: string;
    times: string;
    theirs: string;
    model: string;
    source: string;
  }
}

export namespace TokenStrip {
  /** What the browser gets. */
  export interface Data {
    samples: Sample[];
    sources: Source[];
  }
  /** A text in every encoding; `example` is the running example that it is, or empty. */
  export interface Sample {
    label: string;
    text: string;
    note: string;
    example: string;
    strips: Strip[];
  }
  /** A text in one encoding. */
  export interface Strip {
    encoding: string;
    tokens: Token[];
    count: number;
  }
}

export namespace ToolLoop {
  /** What the browser gets. `stored`: how many lines the store has. */
  export interface Data {
    tokens: Token[];
    calls: Call[];
    stored: number;
    measured: Measured | null;
    pending: string;
    sources: Source[];
  }
  /** One way round the loop; what the tool had before it, and what the model says with no tool. */
  export interface Call {
    id: string;
    question: string;
    tool: string;
    query: string;
    result: string;
    answer: string;
    runs: Run[];
    store: Found[];
    without: number[];
    at: number;
    wrong: boolean;
    map: ProbabilityMap;
  }
  /** Tokens in a row that have one writer: places in the table. `part`: what the context grows by when they come. */
  export interface Run {
    part: "question" | "call" | "result" | "answer";
    look: "data" | "sampled" | "app";
    tokens: number[];
  }
  /** A line of the store: what is searched for, what is found there, and whether this call found it. */
  export interface Found {
    query: string;
    result: string;
    here: boolean;
  }
  /** How many held-out sums were right with the tool and without, how many searches, and of how many. */
  export interface Measured {
    sums: number;
    sums_with: number;
    sums_without: number;
    searches: number;
    searches_right: number;
  }
}

export namespace TrainingNudge {
  /** What the browser gets. `moved`: how many of the `parameters` numbers a press moved; `rate`: how far a slope. */
  export interface Data {
    tokens: Token[];
    vocabulary: number;
    parameters: number;
    moved: number;
    rate: number;
    first: ProbabilityMap;
    cases: Case[];
    sources: Source[];
  }
  /** One running example; `unmarked`: the first map before the right answer is told; `right`: that one's place. */
  export interface Case {
    example: string;
    sentence: string;
    window: Token[];
    right: number;
    unmarked: Shares;
    presses: Press[];
    weights: Weight[];
    columns: number;
  }
  /** A map: places in the table of tokens, likeliest first, and the probability of each; all others have the rest. */
  export interface Shares {
    at: number[];
    p: number[];
  }
  /** The model after so many presses. `options`: as unsure as choosing among so many; `dots`: these to be drawn. */
  export interface Press {
    shares: Shares;
    loss: number;
    options: string;
    dots: number;
    largest: number;
  }
  /** One real number of the model: what it is for, where it is, and its values before and after every press. */
  export interface Weight {
    name: string;
    tensor: string;
    row: number;
    column: number;
    values: number[];
    low: number;
    high: number;
  }
}

export namespace TwoMemories {
  /** What the browser gets. */
  export interface Data {
    cases: Case[];
    sources: Source[];
  }
  /** A question in tokens, alone and behind the fact, the token that is right, and both maps. */
  export interface Case {
    label: string;
    question: Token[];
    fact: Token[];
    behind: Token[];
    right: Token;
    without: ProbabilityMap;
    known: ProbabilityMap;
    p_without: number;
    p_known: number;
    said_without: string;
    said_known: string;
  }
}

export namespace TwoPhases {
  /** What the browser gets. */
  export interface Data {
    tokens: Token[];
    vocabulary: number;
    parameters: number;
    presses: number[];
    cases: Case[];
    first: ProbabilityMap;
    first_run: ProbabilityMap;
    sources: Source[];
  }
  /** A running example. `right`: its place in the table; `after`: the maps of what comes next, along the run. */
  export interface Case {
    example: string;
    context: Token[];
    right: number;
    nudges: Nudge[];
    names: string[];
    finished: number[];
    run: number[];
    after: Shares[];
  }
  /** The model after a nudge: its answer, and the watched weights. */
  export interface Nudge {
    shares: Shares;
    weights: number[];
  }
  /** A map: places in the table of tokens, likeliest first, and the probability of each; all others have the rest. */
  export interface Shares {
    at: number[];
    p: number[];
  }
}
