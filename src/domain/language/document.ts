import { type Document, parseDocument } from 'yaml';
import { sentence } from '../sentence.ts';
import { placesIn } from './places.ts';
import type { Problem } from './problem.ts';
import { type Path, type Position, problemList, type Report } from './report.ts';
import { plantTree, type Tree } from './tree.ts';

/** A YAML file read into plain values, each of which knows where it was written. */
export interface SourceDocument {
  readonly file: string;
  /** Plain JSON values: records, lists, texts, numbers, booleans, null. */
  readonly value: unknown;
  /** Where the value at a path is written; of a path that is not in the file, where its nearest ancestor is. */
  readonly locate: (path: Path) => Position;
  /** Where the key that a path ends in is written; for an item of a list, where the item is. */
  readonly locateKey: (path: Path) => Position;
}

export interface ReadDocument {
  /** Null when the file cannot be looked into further: `problems` then says why. */
  readonly document: SourceDocument | null;
  readonly problems: readonly Problem[];
}

/** Files over this size are refused unread: a cadence is a page of text. */
export const maxFileBytes = 1024 * 1024;

const maxSyntaxProblems = 50;
const fileStart: Position = { line: 1, column: 1 };

/**
 * Reads one YAML 1.2 document whose root is a mapping. Never throws, whatever the text: what is wrong with it becomes
 * problems, all of them. Size, depth and alias expansion are bounded.
 */
export function readDocument(source: string, file: string): ReadDocument {
  const { problems, report } = problemList(file);
  const refuse = (): ReadDocument => ({ document: null, problems });
  if (Buffer.byteLength(source) > maxFileBytes) {
    report('file-too-large', fileStart, sentence('lint.file-too-large'));
    return refuse();
  }
  const text = source.replace(/^\uFEFF/, '');
  const positionAt = placesIn(text);
  // Duplicate keys are looked for by us: the parser compares each key of a mapping with each other.
  const parsed = parseDocument(text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  reportSyntax(parsed, positionAt, report);
  reportVersion(parsed, positionAt(Math.max(0, text.search(/^%YAML/m))), report);
  if (problems.some((problem) => problem.severity === 'error')) return refuse();
  const tree = plantTree(parsed.contents, positionAt, report);
  if (tree === null) return refuse();
  if (tree.value === null) {
    report('empty-file', fileStart, sentence('lint.empty-file'));
    return refuse();
  }
  if (typeof tree.value !== 'object' || Array.isArray(tree.value)) {
    report('invalid-type', tree.position, sentence('lint.not-a-mapping'));
    return refuse();
  }
  return { document: toDocument(file, tree), problems };
}

function reportSyntax(
  parsed: Document.Parsed,
  positionAt: (offset: number) => Position,
  report: Report,
): void {
  for (const error of parsed.errors.slice(0, maxSyntaxProblems)) {
    const said =
      error.code === 'MULTIPLE_DOCS'
        ? sentence('lint.second-document')
        : sentence('lint.yaml', { words: error.message });
    report('yaml-syntax', positionAt(error.pos[0]), said);
  }
  for (const warning of parsed.warnings.slice(0, maxSyntaxProblems)) {
    const said = sentence('lint.yaml-doubt', { words: warning.message });
    report('yaml-warning', positionAt(warning.pos[0]), said);
  }
}

function reportVersion(parsed: Document.Parsed, position: Position, report: Report): void {
  const { version, explicit } = parsed.directives.yaml;
  if (explicit === true && version !== '1.2') {
    report('yaml-version', position, sentence('lint.yaml-version', { version }));
  }
}

function toDocument(file: string, root: Tree): SourceDocument {
  return {
    file,
    value: root.value,
    locate: (path) => descend(root, path).tree.position,
    locateKey: (path) => {
      const { tree, keyPosition } = descend(root, path);
      return keyPosition ?? tree.position;
    },
  };
}

function descend(root: Tree, path: Path): { tree: Tree; keyPosition: Position | null } {
  let tree = root;
  let keyPosition: Position | null = null;
  for (const segment of path) {
    const branch = tree.branches.get(String(segment));
    if (branch === undefined) return { tree, keyPosition };
    tree = branch.tree;
    keyPosition = branch.keyPosition;
  }
  return { tree, keyPosition };
}
