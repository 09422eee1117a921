// ../diff.ts
import { readFileSync } from "node:fs";
import fastGlob from "fast-glob";
import { isDeepStrictEqual, inspect } from "node:util";

// packages/kubeconform-wasm/src/documents.ts
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument
} from "yaml";

// packages/kubeconform-wasm/src/scalars.ts
import { Document } from "yaml";
function tags(known) {
  const ours = known.filter((tag) => typeof tag === "string" || tag.format !== "TIME" && !/timestamp$/.test(tag.tag));
  return [octal, ...ours.map((tag) => typeof tag !== "string" && /:float$/.test(tag.tag) ? finite(tag) : tag)];
}
var octal = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) => BigInt(text.replace(/[-+_]/g, "")) * (text.startsWith("-") ? -1n : 1n)
};
function finite(tag) {
  if (tag.collection) return tag;
  const { resolve } = tag;
  return {
    ...tag,
    resolve: (text, ...rest) => {
      const value = resolve(text, ...rest);
      const number = typeof value === "object" && value !== null && "value" in value ? value.value : value;
      return typeof number === "number" && !Number.isFinite(number) && /\d/.test(text) ? text : value;
    }
  };
}
var reading = {
  version: "1.1",
  customTags: tags,
  merge: true,
  uniqueKeys: false,
  intAsBigInt: true,
  prettyErrors: false,
  logLevel: "silent"
};
var plainTags = new Document(void 0, reading).schema.tags.filter(
  (tag) => !tag.collection && tag.default === true && tag.test !== void 0
);
var longestWord = 5;
function plainScalar(text) {
  if (text.length > longestWord && /^[A-Za-z/]/.test(text)) return text;
  const tag = plainTags.find(({ test }) => test?.test(text));
  if (!tag) return text;
  const value = tag.resolve(text, () => void 0, reading);
  return typeof value === "object" && value !== null && "value" in value ? value.value : value;
}

// packages/kubeconform-wasm/src/plain-yaml.ts
var beyond = /* @__PURE__ */ Symbol("beyond plain YAML");
function giveUp() {
  throw beyond;
}
function readPlainYaml(text) {
  if (unusual.test(text)) return void 0;
  try {
    return reader(text).document();
  } catch (error) {
    if (error === beyond) return void 0;
    throw error;
  }
}
var unusual = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]/;
var deepest = 100;
var longestKey = 1e3;
var [newline, space, quote, doubleQuote, hash, dash, colon] = [10, 32, 39, 34, 35, 45, 58];
var [openBracket, closeBracket, openBrace, closeBrace, comma] = [91, 93, 123, 125, 44];
var isIndicator = new Set([..."?:,[]{}#&*!|>'\"%@`	"].map((one2) => one2.charCodeAt(0)));
var plainKey = /[A-Za-z_.][\w./-]*(?=:(?:[ \n]|$))/y;
var flowWord = /(?:[\w./]|-\d)[\w./+*-]*(?: [\w./+*-]+)*(?= *(?:[,\]}\n]|:[ \n]))/y;
var doubleQuoted = /"((?:[^"\\\t\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/y;
var singleQuoted = /'((?:[^'\t\n]|'')*)'/y;
var restOfLine = / *(?: #[^\n]*)?(?=\n|$)/y;
var blockHeader = /([|>])(-?) *\n/y;
function reader(text) {
  let lineStart = 0;
  let indent = -1;
  let at = 0;
  let depth = 0;
  const seek = (start) => {
    for (let next = start; next < text.length; next = text.indexOf("\n", next) + 1 || text.length) {
      lineStart = next;
      at = next;
      while (text.charCodeAt(at) === space) at++;
      const first = text.charCodeAt(at);
      if (first === newline || first === hash || at === text.length) continue;
      indent = at - lineStart;
      if (indent === 0 && isMark(at)) giveUp();
      return;
    }
    indent = -1;
    at = text.length;
  };
  const isMark = (from) => text.startsWith("---", from) || text.startsWith("...", from);
  const matched = (pattern, from) => {
    pattern.lastIndex = from;
    return pattern.exec(text);
  };
  const endLine = (from) => {
    if (!matched(restOfLine, from)) giveUp();
    seek(lineAfter(from));
  };
  const lineAfter = (from) => text.indexOf("\n", from) + 1 || text.length;
  const skipSpaces = (from) => {
    let to = from;
    while (text.charCodeAt(to) === space) to++;
    return to;
  };
  const isEnd = (from) => from >= text.length || text.charCodeAt(from) === newline;
  const isDash = (from) => text.charCodeAt(from) === dash && (isEnd(from + 1) || text.charCodeAt(from + 1) === space);
  let behind = 0;
  const quoted = (from) => {
    const isSingle = text.charCodeAt(from) === quote;
    const found = matched(isSingle ? singleQuoted : doubleQuoted, from) ?? giveUp();
    const [whole, inside = ""] = found;
    behind = from + whole.length;
    if (isSingle) return inside.includes("'") ? inside.replaceAll("''", "'") : inside;
    return inside.includes("\\") ? JSON.parse(whole) : inside;
  };
  const isQuote = (character) => character === quote || character === doubleQuote;
  const keyAt = (from) => {
    if (isQuote(text.charCodeAt(from))) {
      const key2 = quoted(from);
      if (text.charCodeAt(behind) !== colon) return void 0;
      if (!isEnd(behind + 1) && text.charCodeAt(behind + 1) !== space) giveUp();
      return key2;
    }
    const [key] = matched(plainKey, from) ?? [];
    if (key === void 0) return void 0;
    behind = from + key.length;
    return plainScalar(key) === key ? key : giveUp();
  };
  const put = (map, key, value) => {
    map[key] = value;
  };
  const newKey = (map, key) => key.length > longestKey || key === "__proto__" || key === "<<" || Object.hasOwn(map, key) ? giveUp() : key;
  const blockMap = (first) => {
    const column = indent;
    const map = {};
    for (let key = first; ; key = keyAt(at)) {
      const name = newKey(map, key ?? giveUp());
      const from = skipSpaces(behind + 1);
      put(map, name, isEnd(from) || text.charCodeAt(from) === hash ? below(column, from) : inLine(from, column));
      if (indent < column) return map;
      if (indent > column) giveUp();
      if (isDash(at)) return map;
    }
  };
  const below = (column, from) => {
    seek(lineAfter(from));
    if (indent > column) return block();
    return indent === column && isDash(at) ? blockList() : null;
  };
  const blockList = () => {
    const column = indent;
    const list = [];
    while (indent === column && isDash(at)) list.push(member(column));
    if (indent > column) giveUp();
    return list;
  };
  const member = (column) => {
    const from = skipSpaces(at + 1);
    if (isEnd(from) || text.charCodeAt(from) === hash) {
      seek(lineAfter(from));
      return indent > column ? block() : null;
    }
    at = from;
    indent = from - lineStart;
    return block(column);
  };
  const block = (column) => {
    if (++depth > deepest) giveUp();
    const value = isDash(at) ? blockList() : mapOrValue(column);
    depth--;
    return value;
  };
  const mapOrValue = (column) => {
    const key = keyAt(at);
    if (key !== void 0) return blockMap(key);
    return column === void 0 ? giveUp() : inLine(at, column);
  };
  const inLine = (from, column) => {
    const first = text.charCodeAt(from);
    if (isQuote(first)) {
      const value2 = quoted(from);
      endLine(behind);
      return value2;
    }
    if (first === openBracket || first === openBrace) {
      const value2 = flow(from, false);
      endLine(behind);
      return value2;
    }
    if (first === 124 || first === 62) return blockText(from, column);
    if (isIndicator.has(first) || isDash(from)) giveUp();
    const end = text.indexOf("\n", from);
    const line = text.slice(from, end < 0 ? text.length : end);
    const comment = line.indexOf(" #");
    const value = (comment < 0 ? line : line.slice(0, comment)).trimEnd();
    if (value.includes(": ") || value.endsWith(":") || line.includes("	")) giveUp();
    seek(lineAfter(from));
    return plainScalar(value);
  };
  const blockText = (from, column) => {
    const [header, style, chomp] = matched(blockHeader, from) ?? giveUp();
    const start = from + header.length;
    let first = start;
    while (text.charCodeAt(first) === newline) first++;
    const width = skipSpaces(first) - first;
    if (width <= column) giveUp();
    const margin = text.slice(first, first + width);
    let end = first;
    let next = first;
    while (next < text.length) {
      if (text.charCodeAt(next) === newline) {
        next++;
        continue;
      }
      const begin = skipSpaces(next);
      const character = text.charCodeAt(begin);
      if (isEnd(begin) || character === 9 && begin - next <= width) giveUp();
      if (begin - next < width) break;
      if (style === ">" && (begin - next > width || next > first && next > end)) giveUp();
      next = lineAfter(begin);
      end = text.charCodeAt(next - 1) === newline ? next : next + 1;
    }
    const said = text.slice(start, end - 1).replaceAll(`
${margin}`, style === ">" ? " " : "\n");
    seek(next);
    const whole = first > start ? said : said.slice(width);
    if (first > start && style === ">") giveUp();
    return chomp === "-" ? whole : `${whole}
`;
  };
  const flow = (from, overLines) => {
    if (++depth > deepest) giveUp();
    const isMap2 = text.charCodeAt(from) === openBrace;
    const last = isMap2 ? closeBrace : closeBracket;
    const map = {};
    const list = [];
    let next = flowSpace(from + 1, overLines);
    while (text.charCodeAt(next) !== last) {
      if (isMap2) {
        const key = newKey(map, flowKey(next));
        put(map, key, flowValue(flowSpace(behind + 1, overLines), overLines));
      } else list.push(flowValue(next, overLines));
      next = flowSpace(behind, overLines);
      if (text.charCodeAt(next) === comma) next = flowSpace(next + 1, overLines);
      else if (text.charCodeAt(next) !== last) giveUp();
    }
    behind = next + 1;
    depth--;
    return isMap2 ? map : list;
  };
  const flowSpace = (from, overLines) => {
    let to = from;
    for (; ; ) {
      const character = text.charCodeAt(to);
      if (character !== space && !(overLines && character === newline)) return to;
      to++;
    }
  };
  const flowKey = (from) => {
    const key = isQuote(text.charCodeAt(from)) ? quoted(from) : flowText(from);
    return typeof key === "string" && text.charCodeAt(behind) === colon ? key : giveUp();
  };
  const flowValue = (from, overLines) => {
    const first = text.charCodeAt(from);
    if (first === openBracket || first === openBrace) return flow(from, overLines);
    const value = isQuote(first) ? quoted(from) : flowText(from);
    return text.charCodeAt(behind) === colon ? giveUp() : value;
  };
  const flowText = (from) => {
    const [word] = matched(flowWord, from) ?? giveUp();
    behind = from + word.length;
    return isDash(from) ? giveUp() : plainScalar(word);
  };
  return {
    document: () => {
      const [mark] = matched(/---(?: *\n)/y, 0) ?? [""];
      seek(mark.length);
      if (indent < 0) giveUp();
      const offset = at;
      const first = text.charCodeAt(at);
      const isFlow = first === openBrace || first === openBracket;
      const value = isFlow ? flow(at, true) : block();
      if (isFlow) endLine(behind);
      return indent < 0 ? { value, offset } : giveUp();
    }
  };
}

// packages/kubeconform-wasm/src/documents.ts
var longestDocument = 16 * 1024 * 1024;
var mostParts = 15e5;
var tooDeep = "it is nested too deeply, or holds itself";
function placedDocumentOf({ text: part, line, tooLong }) {
  const start = { line: line + 1, column: 1 };
  const failed = (message, at) => ({
    value: void 0,
    error: { message, ...at },
    duplicates: [],
    positionOf: () => at
  });
  if (tooLong || part.length > longestDocument)
    return failed(`the document is longer than ${longestDocument / 1024 / 1024} MiB`, start);
  if (part.length > mostParts && hasMoreParts(part))
    return failed(`the document has more than ${mostParts} names, values and marks`, start);
  const lines = new LineCounter();
  const position = (offset) => {
    const { line: within, col } = lines.linePos(offset);
    return { line: line + within, column: col };
  };
  try {
    const document = parseDocument(part, { ...reading, lineCounter: lines });
    const [error] = document.errors;
    if (error) return failed(/call stack/.test(error.message) ? tooDeep : error.message, position(error.pos[0]));
    const key = keyWithParts(document);
    if (key) return failed("a map or a list is no key", position(key.range?.[0] ?? 0));
    const offsetOf = offsetsIn(document.contents);
    return {
      value: document.toJS({ maxAliasCount: 1e3 }),
      duplicates: [...duplicatesIn(document.contents, [], position)],
      positionOf: (path, field) => {
        const offset = offsetOf(path, field);
        return offset === void 0 ? start : position(offset);
      }
    };
  } catch (error) {
    return failed(error instanceof RangeError ? tooDeep : error.message, start);
  }
}
function hasMoreParts(text) {
  let parts = 0;
  for (const token of new Lexer().lex(text)) if (!/^[ \t\r\n#]/.test(token) && ++parts > mostParts) return true;
  return false;
}
function keyWithParts(document) {
  const left2 = [document.contents];
  while (left2.length > 0) {
    const node = left2.pop();
    if (!isCollection(node) && !isPair(node)) continue;
    for (const item of isPair(node) ? [node] : node.items) {
      if (!isPair(item)) {
        left2.push(item);
        continue;
      }
      const key = isAlias(item.key) ? item.key.resolve(document) : item.key;
      if (isCollection(key)) return key;
      left2.push(item.value);
    }
  }
  return void 0;
}
var keyOf = (key) => String(isNode(key) && "value" in key ? key.value : key);
function* duplicatesIn(node, path, position) {
  if (typeof node !== "object" || node === null || !("items" in node) || !Array.isArray(node.items)) return;
  const seen = /* @__PURE__ */ new Set();
  for (const [index, item] of node.items.entries()) {
    if (!isPair(item)) {
      yield* duplicatesIn(item, [...path, String(index)], position);
      continue;
    }
    const key = keyOf(item.key);
    if (seen.has(key)) {
      const offset = isNode(item.key) ? item.key.range?.[0] : void 0;
      yield { path: [...path, key], message: `the key ${JSON.stringify(key)} is set twice`, ...position(offset ?? 0) };
    }
    seen.add(key);
    yield* duplicatesIn(item.value, [...path, key], position);
  }
}
function offsetsIn(root) {
  const known = /* @__PURE__ */ new WeakMap();
  const pairsOf = (map) => {
    const pairs = known.get(map) ?? new Map(map.items.map((pair) => [keyOf(pair.key), pair]));
    known.set(map, pairs);
    return pairs;
  };
  return (path, field) => {
    let node = root;
    let offset = root?.range?.[0];
    for (const step of [...path, ...field === void 0 ? [] : [field]]) {
      const pair = isMap(node) ? pairsOf(node).get(step) : void 0;
      if (pair) {
        offset = (isNode(pair.key) ? pair.key.range?.[0] : void 0) ?? offset;
        node = pair.value;
        continue;
      }
      const item = isSeq(node) ? node.items[Number(step)] : void 0;
      if (!isNode(item)) return offset;
      node = item;
      offset = item.range?.[0] ?? offset;
    }
    if (field === void 0 && isNode(node) && "value" in node) return node.range?.[0] ?? offset;
    return offset;
  };
}

// ../diff.ts
var files = fastGlob.sync(process.env.GLOB?.split(" ") ?? ["/tmp/w-core/overlays/**/*.yaml", "/tmp/w-core/base/**/*.yaml"]);
var docs = files.flatMap((f) => {
  const t = readFileSync(f, "utf8");
  return t.split(/^(?=---)/m).filter(Boolean);
});
var seed = Number(process.env.SEED ?? 1);
var rnd = (n) => {
  seed = Math.imul(seed, 1103515245) + 12345 & 2147483647;
  return (seed >>> 8) % n;
};
var bits = ["- ", ": ", " #", "#", "\n", "\n\n", "  ", " ", '"', "'", "|", ">-", ">", "|-", "|+", "{", "}", "[", "]", ",", ":", "-", "?", "&a ", "*a", "!", "%", "@", "`", "	", "true", "yes", "0x1", "010", "1e3", ".5", "~", "null", "<<", "---", "...", "\\", "\\n", "\\x41", "a: b", "1:30", "2020-01-01", "=", "\r\n", "{a: b}", "[a, b]", '{"a":1}', "\xE9", "__proto__", "a", "1", "_", ".", "/", "0o7", "+1", "-1", "-", "NaN", ".inf", "1_000", "99999999999999999999", "n: ", "y"];
function mutate(text) {
  let m = text;
  for (let k = 1 + rnd(3); k > 0; k--) {
    const at = rnd(m.length + 1);
    const b = bits[rnd(bits.length)];
    switch (rnd(6)) {
      case 0:
        m = m.slice(0, at) + b + m.slice(at);
        break;
      case 1:
        m = m.slice(0, at) + m.slice(at + 1 + rnd(6));
        break;
      case 2: {
        const e = m.indexOf("\n", at);
        if (e > 0) m = m.slice(0, e) + b + m.slice(e);
        break;
      }
      case 3: {
        const e = m.indexOf("\n", at) + 1;
        m = m.slice(0, e) + b + m.slice(e);
        break;
      }
      case 4: {
        const e = m.indexOf(": ", at) + 2;
        if (e > 1) m = m.slice(0, e) + b + m.slice(e);
        break;
      }
      case 5: {
        const lines = m.split("\n");
        const i = rnd(lines.length);
        if (rnd(2)) lines.splice(i, 1);
        else lines.splice(i, 0, " ".repeat(rnd(8)) + (lines[rnd(lines.length)] ?? "").trimStart());
        m = lines.join("\n");
        break;
      }
    }
  }
  return m;
}
var fast = 0;
var total = 0;
var bad = 0;
var one = (text) => {
  total++;
  const plain = readPlainYaml(text);
  if (!plain) return;
  fast++;
  const full = placedDocumentOf({ text, line: 0, tooLong: false });
  const before = text.slice(0, plain.offset);
  const at = { line: before.split("\n").length, column: plain.offset - before.lastIndexOf("\n") };
  if (full.error || full.duplicates.length || !isDeepStrictEqual(full.value, plain.value) || !isDeepStrictEqual(at, full.positionOf([])) || JSON.stringify(full.value, (k, v) => typeof v === "bigint" ? "n" + v : v) !== JSON.stringify(plain.value, (k, v) => typeof v === "bigint" ? "n" + v : v)) {
    if (bad++ < 5) console.log("DIFF", JSON.stringify(text.length > 3e3 ? text.slice(0, 3e3) : text), full.error, inspect(full.value, { depth: 20 }).slice(0, 1500), inspect(plain.value, { depth: 20 }).slice(0, 1500), at, full.positionOf([]));
  }
};
for (const d of docs) one(d);
console.log("originals", total, "fast", fast);
var left = docs.filter((d) => !readPlainYaml(d));
for (const d of left.slice(0, 3)) console.log(d.slice(0, 600));
var small = docs.filter((d) => d.length < 2500);
total = 0;
fast = 0;
for (let i = 0; i < Number(process.env.N ?? 2e4); i++) one(mutate(small[rnd(small.length)]));
console.log("mutants", total, "fast", fast, "different", bad);
