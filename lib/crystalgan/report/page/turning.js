// Rotations as unit quaternions [x, y, z, w], the form in which 3Dmol.js keeps its view.

/** The rotation whose matrix has these rows (Shepperd, J. Guidance and Control 1, 223 (1978)). */
function quaternionOf([[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]]) {
  const squares = [1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz, 1 + xx + yy + zz];
  const rows = [
    [squares[0], xy + yx, xz + zx, zy - yz],
    [xy + yx, squares[1], yz + zy, xz - zx],
    [xz + zx, yz + zy, squares[2], yx - xy],
    [zy - yz, xz - zx, yx - xy, squares[3]],
  ];
  const largest = squares.indexOf(Math.max(...squares));
  const size = Math.hypot(...rows[largest]);
  return rows[largest].map((component) => component / size);
}

/** First `inner`, then `outer`. */
function turned(outer, inner) {
  const [x, y, z, w] = outer;
  const [a, b, c, d] = inner;
  return [
    w * a + x * d + y * c - z * b,
    w * b - x * c + y * d + z * a,
    w * c + x * b - y * a + z * d,
    w * d - x * a - y * b - z * c,
  ];
}

/** The vector, turned. */
function rotated(quaternion, vector) {
  const [x, y, z, w] = quaternion;
  return turned(turned(quaternion, [...vector, 0]), [-x, -y, -z, w]).slice(0, 3);
}

/** By this angle (degrees) around screen axis 0 (right) or 1 (up). */
function turnOf(axis, angle) {
  const half = (angle * Math.PI) / 360;
  const quaternion = [0, 0, 0, Math.cos(half)];
  quaternion[axis] = Math.sin(half);
  return quaternion;
}
