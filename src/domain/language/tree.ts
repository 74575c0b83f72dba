import { isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { type Sentence, sentence } from '../sentence.ts';
import type { Position, Report } from './report.ts';

/** A value of a YAML document with the place of everything in it. */
export interface Tree {
  readonly value: unknown;
  readonly position: Position;
  /** By key of a mapping, or by index of a list as text. */
  readonly branches: ReadonlyMap<string, Branch>;
}

export interface Branch {
  readonly tree: Tree;
  /** Null for an item of a list. */
  readonly keyPosition: Position | null;
}

const maxValues = 50_000;
const maxAliases = 100;
const maxDepth = 64;

/** What one walk over a document keeps in mind. */
interface Walk {
  readonly positionAt: (offset: number) => Position;
  readonly report: Report;
  readonly anchors: Map<string, Node>;
  /** The collections that the walk is inside of: an alias to one of them would never end. */
  readonly open: Set<Node>;
  /** So that a mapping that is expanded again by an alias does not repeat its problems. */
  readonly seen: Set<Node>;
  values: number;
  aliases: number;
  gaveUp: boolean;
}

const noBranches: ReadonlyMap<string, Branch> = new Map();

/**
 * Plain values from YAML nodes, with duplicate keys and bad aliases reported. Null when the document is too much:
 * a few lines of aliases can stand for billions of values, so the values are counted as they are expanded.
 */
export function plantTree(
  root: Node | null,
  positionAt: (offset: number) => Position,
  report: Report,
): Tree | null {
  const walk: Walk = {
    positionAt,
    report,
    anchors: new Map(),
    open: new Set(),
    seen: new Set(),
    values: 0,
    aliases: 0,
    gaveUp: false,
  };
  const tree = grow(root, { line: 1, column: 1 }, walk);
  return walk.gaveUp ? null : tree;
}

function grow(node: unknown, fallback: Position, walk: Walk): Tree {
  const position = positionOf(node, walk) ?? fallback;
  const leaf = (value: unknown): Tree => ({ value, position, branches: noBranches });
  walk.values += 1;
  if (walk.gaveUp || !isNode(node)) return leaf(null);
  if (walk.values > maxValues || walk.open.size > maxDepth) {
    const said =
      walk.values > maxValues
        ? sentence('lint.too-many-values', { most: maxValues })
        : sentence('lint.too-deep', { most: maxDepth });
    return giveUp('too-large', said, position, walk);
  }
  if (isAlias(node)) return growAlias(node.source, position, walk);
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) return leaf(plain(node.value));
  walk.open.add(node);
  const tree = isMap(node)
    ? growMapping(node, node.items, position, walk)
    : growList(isSeq(node) ? node.items : [], position, walk);
  walk.open.delete(node);
  walk.seen.add(node);
  return tree;
}

function growAlias(name: string, position: Position, walk: Walk): Tree {
  const target = walk.anchors.get(name);
  walk.aliases += 1;
  if (walk.aliases > maxAliases) {
    const said = sentence('lint.too-many-aliases', { most: maxAliases });
    return giveUp('yaml-alias', said, position, walk);
  }
  if (target === undefined || walk.open.has(target)) {
    const key = target === undefined ? 'lint.alias-of-nothing' : 'lint.alias-of-itself';
    return giveUp('yaml-alias', sentence(key, { name }), position, walk);
  }
  return grow(target, position, walk);
}

function growMapping(node: Node, pairs: readonly Pair[], position: Position, walk: Walk): Tree {
  const branches = new Map<string, Branch>();
  const entries: [string, unknown][] = [];
  for (const pair of pairs) {
    const key = keyText(pair.key, walk);
    const keyPosition = positionOf(pair.key, walk) ?? position;
    if (branches.has(key)) {
      if (!walk.seen.has(node)) {
        walk.report('duplicate-key', keyPosition, sentence('lint.duplicate-key', { key }));
      }
      continue;
    }
    const tree = grow(pair.value, keyPosition, walk);
    branches.set(key, { tree, keyPosition });
    entries.push([key, tree.value]);
  }
  return { value: Object.fromEntries(entries), position, branches };
}

function growList(items: readonly unknown[], position: Position, walk: Walk): Tree {
  const branches = new Map<string, Branch>();
  const values = items.map((item, index) => {
    const tree = grow(item, position, walk);
    branches.set(String(index), { tree, keyPosition: null });
    return tree.value;
  });
  return { value: values, position, branches };
}

/** JSON has texts for keys. A key that is a mapping, a list or an alias becomes a text that no schema knows. */
function keyText(key: unknown, walk: Walk): string {
  if (isScalar(key)) {
    if (key.anchor !== undefined) walk.anchors.set(key.anchor, key);
    return key.value === null ? '' : String(key.value);
  }
  return isAlias(key) ? `*${key.source}` : '[a mapping or list]';
}

function plain(value: unknown): unknown {
  const known = ['string', 'number', 'boolean'].includes(typeof value);
  return known ? value : value === null || value === undefined ? null : String(value);
}

function positionOf(node: unknown, walk: Walk): Position | null {
  const start = isNode(node) ? node.range?.[0] : undefined;
  return start === undefined ? null : walk.positionAt(start);
}

function giveUp(
  code: 'too-large' | 'yaml-alias',
  said: Sentence,
  position: Position,
  walk: Walk,
): Tree {
  if (!walk.gaveUp) walk.report(code, position, said);
  walk.gaveUp = true;
  return { value: null, position, branches: noBranches };
}
