package io.gleaner.pipeline.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * One column of a row group, page after page: its levels, in runs of equal ones, and the encoded
 * values beside them. Memory: one page. Not thread-safe.
 */
final class ColumnPages {
  private final ColumnDescriptor column;
  private final PageReader pages;
  private final Dictionary dictionary;
  private int entries;
  private Levels repetition;
  private Levels definition;
  private Encoding encoding;
  private ByteBufferInputStream values;

  ColumnPages(ColumnDescriptor column, PageReader pages) throws IOException {
    this.column = column;
    this.pages = pages;
    DictionaryPage page = pages.readDictionaryPage();
    dictionary = page == null ? null : page.getEncoding().initDictionary(column, page);
  }

  ColumnDescriptor column() {
    return column;
  }

  /** Goes to the next page; false, with no entries left, after the last. */
  boolean next() throws IOException {
    DataPage page = pages.readPage();
    entries = page == null ? 0 : page.getValueCount();
    if (page instanceof DataPageV1 first) {
      open(first);
    } else if (page instanceof DataPageV2 second) {
      open(second);
    }
    return page != null;
  }

  private void open(DataPageV1 page) throws IOException {
    ByteBufferInputStream bytes = page.getBytes().toInputStream();
    repetition = levels(bytes, page.getRlEncoding(), column.getMaxRepetitionLevel());
    definition = levels(bytes, page.getDlEncoding(), column.getMaxDefinitionLevel());
    encoding = page.getValueEncoding();
    values = bytes.remainingStream();
  }

  private Levels levels(ByteBufferInputStream bytes, Encoding encoding, int largest)
      throws IOException {
    if (largest == 0) {
      return Levels.of(ByteBuffer.allocate(0), 0);
    }
    if (encoding != Encoding.RLE) {
      throw new ParquetDecodingException(
          String.format(
              Locale.ROOT, "levels of %s are encoded as %s, must be RLE", column, encoding));
    }
    int length = bytes.slice(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return Levels.of(bytes.slice(length), largest);
  }

  private void open(DataPageV2 page) throws IOException {
    repetition =
        Levels.of(page.getRepetitionLevels().toByteBuffer(), column.getMaxRepetitionLevel());
    definition =
        Levels.of(page.getDefinitionLevels().toByteBuffer(), column.getMaxDefinitionLevel());
    encoding = page.getDataEncoding();
    values = page.getData().toInputStream();
  }

  /** Returns how many entries of this page, from here on, have the same levels; 0 at its end. */
  int run() {
    return entries == 0 ? 0 : Math.min(entries, Math.min(repetition.run(), definition.run()));
  }

  /** Returns the repetition level of the entries of {@link #run}: 0 where each begins a row. */
  int repetition() {
    return repetition.level();
  }

  /** Returns the definition level of the entries of {@link #run}. */
  int definition() {
    return definition.level();
  }

  /** Returns whether the entries of {@link #run} have values. */
  boolean hasValues() {
    return definition.level() == column.getMaxDefinitionLevel();
  }

  /** Goes past some entries of {@link #run}. */
  void skip(int count) {
    entries -= count;
    repetition.skip(count);
    definition.skip(count);
  }

  /** Returns how this page's values are encoded. */
  Encoding encoding() {
    return encoding;
  }

  /** Returns this page's encoded values, all of them. */
  ByteBuffer bytes() throws IOException {
    return values.slice(values.available()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns a reader of this page's values, one after the other, in any encoding. */
  ValuesReader reader() throws IOException {
    if (encoding.usesDictionary() && dictionary == null) {
      throw new ParquetDecodingException(
          String.format(Locale.ROOT, "%s has lost its dictionary", column));
    }
    ValuesReader reader =
        encoding.usesDictionary()
            ? encoding.getDictionaryBasedValuesReader(column, ValuesType.VALUES, dictionary)
            : encoding.getValuesReader(column, ValuesType.VALUES);
    reader.initFromPage(entries, values);
    return reader;
  }
}
