/** Browsers tell positions by GPS (WGS-84); maps in China, and the points' positions, are shifted (GCJ-02) by some hundred metres. */
interface Position {
  lat: number
  lng: number
}
const AXIS = 6378245
const ECCENTRICITY = 0.00669342162296594
const { PI, sin, cos, sqrt, abs } = Math

const waves = (x: number, first: number, second: number, steps: readonly [number, number]): number =>
  ((first * sin(x * steps[0] * PI) + second * sin(x * steps[1] * PI)) * 2) / 3
const short = (x: number): number => waves(x, 20, 20, [6, 2])

const north = (x: number, y: number): number =>
  -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + short(x) + waves(y, 20, 40, [1, 1 / 3]) + waves(y, 160, 320, [1 / 12, 1 / 30])
const east = (x: number, y: number): number =>
  300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + short(x) + waves(x, 20, 40, [1, 1 / 3]) + waves(x, 150, 300, [1 / 12, 1 / 30])

/** From WGS-84 to GCJ-02, in degrees; good to a few metres inside China. */
export function shifted({ lat, lng }: Position): Position {
  const [x, y, angle] = [lng - 105, lat - 35, (lat / 180) * PI]
  const bend = 1 - ECCENTRICITY * sin(angle) ** 2
  return {
    lat: lat + (north(x, y) * 180) / (((AXIS * (1 - ECCENTRICITY)) / (bend * sqrt(bend))) * PI),
    lng: lng + (east(x, y) * 180) / ((AXIS / sqrt(bend)) * cos(angle) * PI),
  }
}
