package io.gleaner.pipeline.table;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Compresses and unpacks pages: ZSTD, which all of our tables have, by zstd-jni itself, and others
 * as parquet-java does. Its way to zstd-jni goes through Hadoop, which reads its settings from XML
 * first: a tenth of a second of each command. For one file; not thread-safe.
 */
final class ZstdPages implements CompressionCodecFactory {
  private static final int LEVEL = 3; // parquet-java's
  private static final int FIRST_BUFFER = 1 << 16;

  private Compressor compressor;
  private Decompressor decompressor;
  private CodecFactory others;

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    if (codec != CompressionCodecName.ZSTD) {
      return others().getCompressor(codec);
    }
    if (compressor == null) {
      compressor = new Compressor();
    }
    return compressor;
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    if (codec != CompressionCodecName.ZSTD) {
      return others().getDecompressor(codec);
    }
    if (decompressor == null) {
      decompressor = new Decompressor();
    }
    return decompressor;
  }

  private CodecFactory others() {
    if (others == null) {
      others = new CodecFactory(new PlainParquetConfiguration(), FIRST_BUFFER);
    }
    return others;
  }

  @Override
  public void release() {
    if (compressor != null) {
      compressor.release();
      compressor = null;
    }
    if (decompressor != null) {
      decompressor.release();
      decompressor = null;
    }
    if (others != null) {
      others.release();
      others = null;
    }
  }

  private static final class Compressor implements BytesInputCompressor {
    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);

    @Override
    public BytesInput compress(BytesInput page) throws IOException {
      return BytesInput.from(context.compress(page.toByteArray()));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
      context.close();
    }
  }

  private static final class Decompressor implements BytesInputDecompressor {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    @Override
    public BytesInput decompress(BytesInput page, int size) throws IOException {
      return BytesInput.from(unpacked(page.toByteArray(), size));
    }

    @Override
    public void decompress(ByteBuffer page, int length, ByteBuffer unpacked, int size)
        throws IOException {
      byte[] bytes = new byte[length];
      page.get(bytes);
      unpacked.put(unpacked(bytes, size));
    }

    private byte[] unpacked(byte[] page, int size) throws IOException {
      byte[] unpacked = new byte[size];
      int found;
      try {
        found = context.decompressByteArray(unpacked, 0, size, page, 0, page.length);
      } catch (ZstdException e) {
        throw new IOException("a page is no ZSTD: " + e.getMessage(), e);
      }
      if (found != size) {
        throw new IOException(
            String.format(Locale.ROOT, "a page has %d bytes, its header says %d", found, size));
      }
      return unpacked;
    }

    @Override
    public void release() {
      context.close();
    }
  }
}
