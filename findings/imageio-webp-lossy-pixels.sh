#!/usr/bin/env bash
# Guess: TwelveMonkeys' imageio-webp, the usual WebP reader of the JVM, gives libwebp's pixels, as lossy WebP has one right decoding (RFC 6386)
# up to the way chroma is enlarged.
# What happens: lossless files are exact. A plain picture with a little grain that libwebp wrote with its fastest methods (method=0 and 1 of
# Pillow and cwebp) comes out nearly black, 150 levels too dark. No exception, no warning.
# Why it matters: an image pipeline on the JVM embeds, hashes and compares other pictures than the files hold.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install numpy==2.4.6 pillow==13.0.0
cat >"$work/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.twelvemonkeys.imageio</groupId>
      <artifactId>imageio-webp</artifactId>
      <version>3.14.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn --batch-mode --quiet -f "$work/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$work/jars" >/dev/null
cat >"$work/Means.java" <<'JAVA'
import java.awt.image.BufferedImage;
import java.io.File;
import java.util.Locale;
import javax.imageio.ImageIO;

public class Means {
  public static void main(String[] files) throws Exception {
    for (String file : files) {
      BufferedImage image = ImageIO.read(new File(file));
      double sum = 0;
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          int rgb = image.getRGB(x, y);
          sum += (rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255);
        }
      }
      System.out.printf(Locale.ROOT, "%.3f%n", sum / 3 / image.getWidth() / image.getHeight());
    }
  }
}
JAVA
cat >"$work/make.py" <<'PYTHON'
import sys
import numpy
from PIL import Image

grain = numpy.random.default_rng(1).normal(157, 1, (240, 320, 3))
picture = Image.fromarray(grain.clip(0, 255).astype(numpy.uint8))
picture.save(sys.argv[1] + "/lossless.webp", lossless=True)
picture.save(sys.argv[1] + "/method4.webp", quality=80, method=4)
picture.save(sys.argv[1] + "/method1.webp", quality=80, method=1)
PYTHON
"$work/venv/bin/python" "$work/make.py" "$work"
cd "$work"
java -Djava.awt.headless=true -cp "jars/*" Means.java lossless.webp method4.webp method1.webp >seen.txt
venv/bin/python - <<'PYTHON'
import sys
import numpy
import PIL
from PIL import Image, features

names = ["lossless", "method4", "method1"]
right = [numpy.asarray(Image.open(name + ".webp").convert("RGB")).mean() for name in names]
seen = [float(line) for line in open("seen.txt")]
print(f"imageio-webp 3.14.0, Pillow {PIL.__version__}, libwebp {features.version('webp')}")
print("guess: the same mean of all samples, within a tenth of a level")
for name, a, b in zip(names, right, seen):
    print(f"seen: {name:9} libwebp {a:7.3f}, imageio-webp {b:7.3f}")
sys.exit(0 if abs(right[0] - seen[0]) < 0.01 and right[2] - seen[2] > 100 else 1)
PYTHON
