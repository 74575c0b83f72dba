import type { Duration } from '../duration.ts';
import type { EventType } from '../event.ts';
import type { FieldPath } from './field-path.ts';
import { readFieldPath } from './field-path.ts';
import type { MappedField, SourceScheme, SourceShape } from './source-shape.ts';

/** Who may post events, and how they are read. */
export interface SourceConfig {
  readonly key: string;
  readonly scheme: SourceScheme;
  /** Name of the environment variable that holds the signing secret; null where the scheme has none. */
  readonly secretEnv: string | null;
  /** The one before, which is still accepted. */
  readonly previousSecretEnv: string | null;
  /** Stages of ours by the names that the source uses. */
  readonly stageMap: Readonly<Record<string, string>>;
  /** Stages of the source that mean won, and lost. */
  readonly wonStages: readonly string[];
  readonly lostStages: readonly string[];
  /** What the ids of its people are kept under in `externalIds`; those of deals under `<ids>-deal`. */
  readonly ids: string;
  /** SNS topics that may post. */
  readonly topics: readonly string[];
  /** Of `mapped` alone. */
  readonly mapping: MappedSource | null;
  /** Servers whose word on the sender of a mail is believed (RFC 8601). */
  readonly authserv: readonly string[];
  readonly expectEvery: Duration | null;
}

export type MappedAuth =
  | { readonly kind: 'basic' }
  | { readonly kind: 'header'; readonly header: string }
  | { readonly kind: 'hmac'; readonly header: string; readonly encoding: 'hex' | 'base64' };

/** How the JSON of any sender is read. */
export interface MappedSource {
  readonly auth: MappedAuth;
  readonly each: FieldPath | null;
  readonly fields: { readonly [Field in MappedField]?: FieldPath | undefined };
  /** The first whose conditions hold says what an event is. */
  readonly events: readonly {
    readonly type: EventType;
    readonly when: readonly { readonly path: FieldPath; readonly values: readonly string[] }[];
    readonly hard: boolean | null;
  }[];
}

/** A source as `workspace.yaml` writes it, with what it leaves out. */
export function compileSource(shape: SourceShape): SourceConfig {
  return {
    key: shape.key,
    scheme: shape.scheme,
    secretEnv: shape.secret_env ?? null,
    previousSecretEnv: shape.previous_secret_env ?? null,
    stageMap: shape.stage_map ?? {},
    wonStages: shape.won_stages ?? [],
    lostStages: shape.lost_stages ?? [],
    ids: shape.ids ?? (shape.scheme === 'mapped' ? shape.key : shape.scheme),
    topics: shape.topics ?? [],
    mapping: shape.scheme === 'mapped' ? compileMapping(shape) : null,
    authserv: shape.authserv ?? [],
    expectEvery: shape.expect_every ?? null,
  };
}

/** A source of which nothing is known but its scheme: what `cadence read` reads bodies with. */
export function plainSource(scheme: SourceScheme): SourceConfig {
  return compileSource({ key: scheme, scheme });
}

function compileMapping({ auth, each, fields, events }: SourceShape): MappedSource {
  return {
    auth: compileAuth(auth),
    each: each ?? null,
    fields: fields ?? {},
    events: (events ?? []).map(({ type, when, hard }) => ({
      type,
      when: Object.entries(when ?? {}).map(([path, value]) => ({
        path: readFieldPath(path),
        values: (Array.isArray(value) ? value : [value]).map(String),
      })),
      hard: hard ?? null,
    })),
  };
}

function compileAuth(auth: SourceShape['auth']): MappedAuth {
  if (auth === undefined || typeof auth === 'string') return { kind: 'basic' };
  if ('hmac' in auth) {
    return { kind: 'hmac', header: auth.hmac.toLowerCase(), encoding: auth.encoding ?? 'hex' };
  }
  return { kind: 'header', header: auth.header.toLowerCase() };
}
