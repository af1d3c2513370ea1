package io.gleaner.pipeline.image;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Formats of pictures and documents that are not read, known by how their content starts. */
final class OtherFormats {
  private static final int BRANDS = 64;

  /** Starts of files, in ISO 8859-1. */
  private static final Map<String, String> STARTS = starts();

  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis", "avio");
  private static final Set<String> HEIF_BRANDS =
      Set.of(
          "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1", "mif2",
          "heif", "avci", "avcs", "jpeg", "jpgs", "j2ki", "j2is", "vvic", "vvis", "miaf", "unif");
  private static final Set<String> RAW_BRANDS = Set.of("crx ");
  private static final Set<String> JPEG_2000_BRANDS =
      Set.of("jp2 ", "jpx ", "jpm ", "mjp2", "jph ");

  /** A digit or letter, then the width, between them blanks and comments; PAM names its sizes. */
  private static final Pattern NETPBM =
      Pattern.compile("P(?:[1-6fF](?:\\s|#[^\\n]*+\\n)++[0-9]|7\\s)");

  private static final Map<Character, String> NETPBM_NAMES =
      Map.of(
          '1', "PBM", '2', "PGM", '3', "PPM", '4', "PBM", '5', "PGM", '6', "PPM", '7', "PAM", 'f',
          "PFM", 'F', "PFM");

  /** Scalable graphics start with their element, or with what XML allows before it. */
  private static final Pattern SVG =
      Pattern.compile(
          "(?:\u00ef\u00bb\u00bf)?\\s*+(?><\\?[\\s\\S]*?\\?>\\s*|<!--[\\s\\S]*?-->\\s*"
              + "|<!DOCTYPE\\s+svg[^>\\[]*(?:\\[[^\\]]*\\]\\s*)?>\\s*)*+<(?:svg:)?svg[\\s>]");

  private OtherFormats() {}

  /**
   * Returns the name of the format, null where it is none that is known.
   *
   * @param head the first bytes in ISO 8859-1
   * @param bytes the whole file
   */
  static String of(String head, byte[] bytes) {
    for (Map.Entry<String, String> start : STARTS.entrySet()) {
      if (head.startsWith(start.getKey())) {
        return start.getValue();
      }
    }
    if (head.startsWith("ftyp", 4)) {
      return byBrand(head);
    }
    if (head.length() > 4 && head.charAt(4) != 0) { // how many there are; 0 in a TGA
      if (head.startsWith("\0\0\u0001\0")) {
        return "ICO";
      }
      if (head.startsWith("\0\0\u0002\0")) {
        return "CUR";
      }
    }
    if (NETPBM.matcher(head).lookingAt()) {
      return NETPBM_NAMES.get(head.charAt(1));
    }
    if (head.startsWith("RIFF") && head.startsWith("ACON", 8)) {
      return "animated cursor";
    }
    if (head.startsWith("DICM", 128)) {
      return "DICOM";
    }
    if (head.startsWith("FORM") && (head.startsWith("ILBM", 8) || head.startsWith("PBM ", 8))) {
      return "ILBM";
    }
    if (SVG.matcher(head).lookingAt()) {
      return "SVG";
    }
    return isTarga(bytes) ? "TGA" : null;
  }

  /** ISO base media files name what they hold by a brand, then by others that fit too. */
  private static String byBrand(String head) {
    int size = head.charAt(0) << 24 | head.charAt(1) << 16 | head.charAt(2) << 8 | head.charAt(3);
    int end = Math.min(Math.min(head.length(), BRANDS), size < 16 ? BRANDS : size);
    String major = head.length() < 12 ? "" : head.substring(8, 12);
    boolean avif = AVIF_BRANDS.contains(major);
    boolean heif = HEIF_BRANDS.contains(major);
    for (int at = 16; at + 4 <= end; at += 4) {
      avif |= AVIF_BRANDS.contains(head.substring(at, at + 4));
      heif |= HEIF_BRANDS.contains(head.substring(at, at + 4));
    }
    if (avif) {
      return "AVIF";
    }
    if (heif) {
      return "HEIF";
    }
    if (RAW_BRANDS.contains(major)) {
      return "raw camera file";
    }
    return JPEG_2000_BRANDS.contains(major) ? "JPEG 2000" : null;
  }

  /**
   * Targa has no start of its own. New files end with a name; older ones are believed by a header
   * of which every field is possible and whose pixels, where they are not compressed, fit the file.
   */
  private static boolean isTarga(byte[] bytes) {
    if (new String(
            bytes,
            Math.max(0, bytes.length - 18),
            Math.min(18, bytes.length),
            StandardCharsets.ISO_8859_1)
        .startsWith("TRUEVISION-XFILE.")) {
      return true;
    }
    if (bytes.length < 19 || (bytes[1] & 0xff) > 1) {
      return false;
    }
    int kind = bytes[2];
    boolean coloured = kind == 1 || kind == 9;
    boolean compressed = kind == 9 || kind == 10 || kind == 11;
    if (!compressed && kind != 1 && kind != 2 && kind != 3 || coloured && bytes[1] != 1) {
      return false;
    }
    int width = (bytes[12] & 0xff) | (bytes[13] & 0xff) << 8;
    int height = (bytes[14] & 0xff) | (bytes[15] & 0xff) << 8;
    int bits = bytes[16];
    boolean depth =
        switch (kind) {
          case 2, 10 -> bits == 15 || bits == 16 || bits == 24 || bits == 32;
          default -> bits == 8 || bits == 16;
        };
    int colours = (bytes[5] & 0xff) | (bytes[6] & 0xff) << 8;
    int colourBits = bytes[7];
    boolean map =
        bytes[1] == 0
            ? colours == 0 && colourBits == 0
            : colourBits == 15 || colourBits == 16 || colourBits == 24 || colourBits == 32;
    if (width == 0 || height == 0 || !depth || !map || (bytes[17] & 0xc0) != 0) {
      return false;
    }
    long pixels = (long) width * height * ((bits + 7) / 8);
    long before = 18L + (bytes[0] & 0xff) + (long) colours * ((colourBits + 7) / 8);
    return compressed ? bytes.length > before : bytes.length >= before + pixels;
  }

  private static Map<String, String> starts() {
    Map<String, String> starts = new LinkedHashMap<>();
    starts.put("II+\0", "BigTIFF");
    starts.put("MM\0+", "BigTIFF");
    starts.put("II\u00bc", "JPEG XR");
    starts.put("IIU\0", "raw camera file");
    starts.put("IIRO", "raw camera file");
    starts.put("IIRS", "raw camera file");
    starts.put("MMOR", "raw camera file");
    starts.put("FUJIFILM", "raw camera file");
    starts.put("\u00ff\n", "JPEG XL");
    starts.put("\0\0\0\fJXL \r\n\u0087\n", "JPEG XL");
    starts.put("\0\0\0\fjP  \r\n\u0087\n", "JPEG 2000");
    starts.put("\u00ff\u004f\u00ff\u0051", "JPEG 2000");
    starts.put("8BPS", "Photoshop");
    starts.put("icns", "ICNS");
    starts.put("qoif", "QOI");
    starts.put("DDS ", "DDS");
    starts.put("\u0076\u002f\u0031\u0001", "OpenEXR");
    starts.put("#?RADIANCE", "Radiance HDR");
    starts.put("#?RGBE", "Radiance HDR");
    starts.put("%PDF", "PDF");
    starts.put("%!PS", "PostScript");
    starts.put("\u00c5\u00d0\u00d3\u00c6", "PostScript");
    starts.put("\u00d7\u00cd\u00c6\u009a", "WMF");
    starts.put("gimp xcf", "XCF");
    starts.put("\u008aMNG\r\n\u001a\n", "MNG");
    starts.put("\u008bJNG\r\n\u001a\n", "JNG");
    starts.put("SIMPLE  =", "FITS");
    starts.put("BPG\u00fb", "BPG");
    starts.put("FLIF", "FLIF");
    starts.put("farbfeld", "farbfeld");
    starts.put("\u0001\u00da\0", "SGI");
    starts.put("\u0001\u00da\u0001", "SGI");
    starts.put("Y\u00a6j\u0095", "Sun raster");
    starts.put("\u00abKTX ", "KTX");
    starts.put("AT&TFORM", "DjVu");
    starts.put("/* XPM */", "XPM");
    starts.put("\n\u0002\u0001", "PCX");
    starts.put("\n\u0003\u0001", "PCX");
    starts.put("\n\u0004\u0001", "PCX");
    starts.put("\n\u0005\u0001", "PCX");
    return starts;
  }
}
