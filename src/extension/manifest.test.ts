import { existsSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import * as z from 'zod';

vi.mock('vscode', () => {
  const nothing: object = new Proxy(
    {},
    { get: (_, name) => (name === 'then' ? undefined : nothing) },
  );
  return new Proxy(
    {},
    { get: (_, name) => (name === 'then' ? undefined : nothing), has: () => true },
  );
});

const MenuItem = z.looseObject({ command: z.string(), when: z.string().optional() });
const Manifest = z.looseObject({
  engines: z.looseObject({ vscode: z.string() }),
  main: z.string(),
  icon: z.string(),
  activationEvents: z.array(z.string()),
  capabilities: z.object({
    untrustedWorkspaces: z.object({
      supported: z.string(),
      description: z.string(),
      restrictedConfigurations: z.array(z.string()),
    }),
    virtualWorkspaces: z.object({ supported: z.string(), description: z.string() }),
  }),
  devDependencies: z.record(z.string(), z.string()),
  contributes: z.looseObject({
    commands: z.array(
      z.looseObject({ command: z.string(), title: z.string(), category: z.string().optional() }),
    ),
    menus: z.record(z.string(), z.array(MenuItem)),
    views: z.record(z.string(), z.array(z.looseObject({ id: z.string(), icon: z.string() }))),
    viewsContainers: z.record(
      z.string(),
      z.array(z.looseObject({ id: z.string(), icon: z.string() })),
    ),
    walkthroughs: z.array(
      z.looseObject({
        icon: z.string(),
        steps: z.array(
          z.looseObject({
            description: z.string(),
            media: z.object({ svg: z.string(), altText: z.string().min(1) }),
            completionEvents: z.array(z.string()),
          }),
        ),
      }),
    ),
    configuration: z.looseObject({ properties: z.record(z.string(), z.unknown()) }),
  }),
});
const manifest = Manifest.parse(JSON.parse(readFileSync('package.json', 'utf8')));
const { commands, menus, views, viewsContainers, walkthroughs, configuration } =
  manifest.contributes;
const ids = commands.map(({ command }) => command);
const sources = ['extension', 'panels', 'sidebar']
  .map((name) => readFileSync(`src/extension/${name}.ts`, 'utf8'))
  .join('\n');

test('every command in package.json is registered, and no other', async () => {
  const table = await import('./commands');
  expect(Object.keys(table.commands).toSorted()).toEqual(ids.toSorted());
});

test('every command is ours, has a title like VS Code’s own and the one category', () => {
  for (const { command, title, category } of commands) {
    expect(command).toMatch(/^betterGpt\.[a-z][A-Za-z]+$/);
    expect(title).toMatch(/^[A-Z][^.:]*…?$/);
    expect(title).not.toContain('Better GPT');
    expect(category, command).toBe('Better GPT');
  }
  expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
});

test('every menu has only commands that there are', () => {
  const used = Object.values(menus)
    .flat()
    .map(({ command }) => command);
  expect(used.filter((command) => !ids.includes(command))).toEqual([]);
});

test('files can be attached from the menus of the editor, of its tab and of the explorer', () => {
  for (const menu of ['editor/context', 'editor/title/context', 'explorer/context']) {
    const attaching = menus[menu]?.filter(({ command }) => command.includes('.attach'));
    expect(attaching?.length, menu).toBeGreaterThan(0);
  }
});

test('every step of the walkthrough has its picture, and only commands that there are', () => {
  const steps = walkthroughs.flatMap((one) => one.steps);
  expect(steps.length).toBeGreaterThan(0);
  const known = [
    ...ids,
    ...Object.values(views).flatMap((all) => all.map(({ id }) => `${id}.focus`)),
  ];
  for (const { description, media, completionEvents } of steps) {
    expect(existsSync(media.svg), media.svg).toBe(true);
    const linked = [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id);
    const awaited = completionEvents.flatMap((event) => /^onCommand:(.*)/.exec(event)?.[1] ?? []);
    expect(linked.length).toBeGreaterThan(0);
    expect([...linked, ...awaited].filter((id) => id === undefined || !known.includes(id))).toEqual(
      [],
    );
  }
});

test('the palette hides only what needs an argument to be of any use', () => {
  const hidden = (menus['commandPalette'] ?? []).filter(({ when }) => when === 'false');
  const others = hidden.filter(({ command }) => !/\.(list|read)[A-Z]/.test(command));
  expect(others).toEqual([]);
});

test('it is activated by nothing but the end of the start and its own panels', () => {
  for (const event of manifest.activationEvents) {
    expect(event).toMatch(/^(onStartupFinished|onWebviewPanel:betterGpt\.\w+)$/);
  }
  const restored = manifest.activationEvents
    .filter((event) => event.startsWith('onWebviewPanel:'))
    .map((event) => event.slice('onWebviewPanel:'.length));
  const panels = [...sources.matchAll(/^const [A-Z]+ = '(betterGpt\.\w+)'/gm)].map(([, id]) => id);
  const viewIds = Object.values(views)
    .flat()
    .map(({ id }) => id);
  const own = panels.filter((id) => id !== undefined && !viewIds.includes(id));
  expect(new Set(restored)).toEqual(new Set(own));
});

test('the views are in containers that there are, and have the code that draws them', () => {
  const containers = Object.values(viewsContainers)
    .flat()
    .map(({ id }) => id);
  for (const [container, contributed] of Object.entries(views)) {
    expect(containers).toContain(container);
    for (const { id } of contributed) expect(sources).toContain(`'${id}'`);
  }
});

test('what it can do without trust and without a disk is declared, and said in words', () => {
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
  expect(untrustedWorkspaces.supported).toBe('limited');
  expect(untrustedWorkspaces.description).toMatch(/not read until the workspace is trusted/);
  expect(virtualWorkspaces.supported).toBe('limited');
  expect(virtualWorkspaces.description.length).toBeGreaterThan(20);
  // A workspace that is not trusted must not choose where questions and keys go.
  expect(untrustedWorkspaces.restrictedConfigurations).toContain('betterGpt.servers');
  for (const setting of untrustedWorkspaces.restrictedConfigurations) {
    expect(configuration.properties).toHaveProperty([setting]);
  }
});

test('every setting is ours, and every icon is there', () => {
  for (const setting of Object.keys(configuration.properties)) {
    expect(setting).toMatch(/^betterGpt\.[a-z]/);
  }
  const icons = [...Object.values(views), ...Object.values(viewsContainers)]
    .flat()
    .map(({ icon }) => icon);
  for (const icon of [manifest.icon, ...icons]) expect(existsSync(icon), icon).toBe(true);
});

test('the types of VS Code are those of the oldest version that it runs in', () => {
  expect(`^${manifest.devDependencies['@types/vscode'] ?? ''}`).toBe(manifest.engines.vscode);
});
