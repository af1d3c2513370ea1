package io.gleaner.pipeline.run;

import io.gleaner.dedup.contraction.Scratch;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Files below a folder that the driver and every worker see.
 *
 * @param root made when it is written to; whoever made it removes it
 */
record LocationScratch(Location root) implements Scratch {
  @Override
  public void write(String name, Content content) throws IOException {
    Location target = root.resolve(name);
    Location aside = target.temporary();
    try (OutputStream out = aside.create()) {
      content.writeTo(out);
    }
    aside.moveTo(target);
  }

  @Override
  public InputStream read(String name) throws IOException {
    return root.resolve(name).open();
  }

  @Override
  public List<String> names(String folder) throws IOException {
    return Listing.of(root.resolve(folder)).stream()
        .map(file -> folder + "/" + file.relative())
        .toList();
  }

  @Override
  public void delete(String folder) throws IOException {
    root.resolve(folder).deleteAll();
  }
}
