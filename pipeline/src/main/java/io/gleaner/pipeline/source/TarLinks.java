package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images that are links to other members of the same tar. What they link to may come before or
 * after them, so the shard is read once more for them, in its order. Memory: names and fields of at
 * most {@value #MOST} links, and one image.
 */
final class TarLinks implements Closeable {
  static final int MOST = 65_536;

  /** As many links as Linux follows from one name. */
  private static final int LONGEST_CHAIN = 40;

  private record Link(String uri, String key, Map<String, String> carried, String target) {}

  private final TarUnit unit;
  private final List<Link> links = new ArrayList<>();
  private final Map<String, String> targets = new HashMap<>();
  private Map<String, List<Link>> wanted;
  private TarReader tar;

  TarLinks(TarUnit unit) {
    this.unit = unit;
  }

  /** Returns what a link leads to, as a member's normal name, or null where that is elsewhere. */
  static String target(TarMember link) {
    String path = link.link();
    if (link.kind() == TarMember.Kind.HARD_LINK) {
      return MemberName.normal("", path);
    }
    return path.startsWith("/")
        ? null
        : MemberName.normal(
            link.name().substring(0, Math.max(0, link.name().lastIndexOf('/'))), path);
  }

  /** Adds a link; returns null, or why it cannot be followed. */
  String add(String name, String uri, String key, Map<String, String> carried, String target) {
    if (target == null) {
      return "a link that leads out of the shard";
    }
    if (links.size() == MOST) {
      return "a link after " + MOST + " others of the shard";
    }
    links.add(new Link(uri, key, carried, target));
    targets.putIfAbsent(MemberName.normal("", name), target);
    return null;
  }

  /** Returns the next images, or null at the end. */
  List<RawImage> next() throws IOException {
    if (wanted == null) {
      wanted = new LinkedHashMap<>();
      for (Link link : links) {
        wanted.computeIfAbsent(followed(link.target), none -> new ArrayList<>()).add(link);
      }
    }
    if (wanted.isEmpty()) {
      return null;
    }
    if (tar == null) {
      tar = unit.reader();
    }
    for (TarReader.Part part = tar.next(); part != null; part = tar.next()) {
      if (part instanceof TarMember member && member.kind().hasContent()) {
        List<Link> found = wanted.remove(String.valueOf(MemberName.normal("", member.name())));
        if (found != null) {
          return images(
              found, unit.place(tar, member), TarContent.image(tar, member, unit.limit()));
        }
      }
    }
    List<RawImage> rest = new ArrayList<>();
    wanted.forEach(
        (target, left) ->
            rest.addAll(
                images(
                    left,
                    null,
                    InputBytes.rejected(
                        Reason.UNREADABLE,
                        "a link to \"" + target + "\", which is no file of the shard"))));
    wanted.clear();
    return rest;
  }

  private String followed(String first) {
    String target = first;
    for (int i = 0; i < LONGEST_CHAIN && targets.containsKey(target); i++) {
      target = targets.get(target);
    }
    return target;
  }

  private static List<RawImage> images(List<Link> links, Place place, InputBytes input) {
    return links.stream()
        .map(
            link ->
                new RawImage(
                    link.uri, link.key, place, input.bytes(), input.rejection(), link.carried))
        .toList();
  }

  @Override
  public void close() throws IOException {
    if (tar != null) {
      tar.close();
    }
  }
}
