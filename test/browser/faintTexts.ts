/**
 * Texts of a page whose contrast to what they lie on is less than 4.5 to 1. It is sent to the page as text, so it uses nothing from
 * outside of it. Source: Web Content Accessibility Guidelines 2.2, success criterion 1.4.3 and its definition of contrast.
 */
export function faintTexts(): string[] {
  type Color = { channels: number[]; alpha: number };
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const read = (css: string): Color => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = css;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return { channels: [red!, green!, blue!], alpha: alpha! / 255 };
  };
  const over = ({ channels, alpha }: Color, under: number[]): number[] =>
    channels.map((value, i) => value * alpha + under[i]! * (1 - alpha));
  const luminance = (channels: number[]): number => {
    const [red, green, blue] = channels.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const contrastOf = (one: HTMLElement): number => {
    const layers: Color[] = [];
    for (let at: HTMLElement | null = one; at !== null; at = at.parentElement) {
      layers.unshift(read(getComputedStyle(at).backgroundColor));
    }
    const ground = layers.reduce((under, layer) => over(layer, under), [255, 255, 255]);
    const text = over(read(getComputedStyle(one).color), ground);
    const [light, dark] = [luminance(text), luminance(ground)].sort((a, b) => b - a);
    return (light! + 0.05) / (dark! + 0.05);
  };
  const found: string[] = [];
  const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const one = node.parentElement!;
    const text = node.textContent!.trim();
    // What only readers of the screen get has the size of a pixel.
    if (text === '' || !one.checkVisibility() || one.getBoundingClientRect().width <= 1) continue;
    const contrast = contrastOf(one);
    if (contrast < 4.5) found.push(`${text}: ${contrast.toFixed(2)}`);
  }
  return found;
}
