/** As many as controls.css has; each is dark enough for its letter in every theme. */
export const HUES = 8;

function hue(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9_973;
  return sum % HUES;
}

/** The first letter of a project in a colour that stays its own. */
export const ProjectMark = ({ id, name }: { id: string; name: string }) => (
  <span class={`mark hue-${hue(id)}`} aria-hidden="true">
    {[...name.trim()][0]?.toUpperCase() ?? '?'}
  </span>
);
