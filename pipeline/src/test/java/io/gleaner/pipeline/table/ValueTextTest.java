package io.gleaner.pipeline.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTextTest {
  private static ScalarText scalar(String type) {
    return ScalarText.of(
        MessageTypeParser.parseMessageType("message m { required " + type + "; }")
            .getType(0)
            .asPrimitiveType());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int32 x | -1 | -1",
        "int32 x (INTEGER(32,false)) | -1 | 4294967295",
        "int32 x (INTEGER(8,false)) | 255 | 255",
        "int64 x (INTEGER(64,false)) | -1 | 18446744073709551615",
        "int32 x (DECIMAL(9,2)) | 1230 | 12.30",
        "int64 x (DECIMAL(18,0)) | -5 | -5",
        "int32 x (DATE) | -1 | 1969-12-31",
        "int32 x (TIME(MILLIS,true)) | 3723500 | 01:02:03.5",
        "int32 x (TIME(MILLIS,false)) | 0 | 00:00:00",
        "int64 x (TIME(NANOS,false)) | 1 | 00:00:00.000000001",
        "int64 x (TIME(MICROS,false)) | 86400000000 | 86400000000",
        "int64 x (TIMESTAMP(MILLIS,false)) | -1 | 1969-12-31T23:59:59.999",
        "int64 x (TIMESTAMP(MICROS,true)) | 1714979289000000 | 2024-05-06T07:08:09Z",
        "int64 x (TIMESTAMP(NANOS,true)) | 1714979289000000001 | 2024-05-06T07:08:09.000000001Z",
        "int64 x (TIMESTAMP_MILLIS) | 1714979289000 | 2024-05-06T07:08:09Z",
        "int64 x (TIMESTAMP(MILLIS,false)) | 9223372036854775807 | +292278994-08-17T07:12:55.807",
      })
  void text_integer_isThatOfItsLogicalType(String type, long value, String text) {
    assertThat(scalar(type).text(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "binary x (STRING) | c3a9 | é",
        "binary x (ENUM) | 41 | A",
        "binary x | 41 | A",
        "binary x | '' | ''",
        "binary x | ff | \\xff",
        "binary x | 00ff | \\x00ff",
        "binary x | 0041 | \\x0041",
        "binary x | 5c786666 | \\x5c786666",
        "binary x | 5c78617070 | \\xapp",
        "binary x (STRING) | efbfbd | \uFFFD",
        "binary x (STRING) | ff | \\xff",
        "binary x (STRING) | 5c786666 | \\xff",
        "binary x (DECIMAL(20,2)) | 04d2 | 12.34",
        "fixed_len_byte_array(3) x (DECIMAL(5,1)) | fffffb | -0.5",
        "fixed_len_byte_array(2) x (FLOAT16) | 0038 | 0.5",
        "fixed_len_byte_array(16) x (UUID) | 0190f3a4b1c27000a00000000000009e |"
            + " 0190f3a4-b1c2-7000-a000-00000000009e",
        "fixed_len_byte_array(12) x (INTERVAL) | 010000000200000088130000 | P1M2DT5.000S",
      })
  void text_bytes_isThatOfItsLogicalType(String type, String hex, String text) {
    Binary value = Binary.fromConstantByteArray(HexFormat.of().parseHex(hex));
    assertThat(scalar(type).text(value)).isEqualTo(text);
  }

  @Test
  void text_int96_isALocalTimestamp() {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong((7 * 3600 + 8 * 60 + 9) * 1_000_000_000L + 5).putInt(2_460_437).flip();
    assertThat(scalar("int96 x").text(Binary.fromConstantByteBuffer(bytes)))
        .isEqualTo("2024-05-06T07:08:09.000000005");
  }

  @Test
  void text_reals_areTheShortestThatReadTheSame() {
    assertThat(ScalarText.text(0.1f)).isEqualTo("0.1");
    assertThat(ScalarText.text(2e23)).isEqualTo("2.0E23");
    assertThat(ScalarText.text(Double.NaN)).isEqualTo("NaN");
  }

  private static MessageType schema(String field) {
    return MessageTypeParser.parseMessageType("message m { " + field + " }");
  }

  private static String text(MessageType schema, Group row) {
    return ValueText.of(schema.getType(0)).text(row);
  }

  @Test
  void text_listsInEveryLayout_areTheSame() {
    MessageType three =
        schema(
            "optional group x (LIST) { repeated group list { optional binary element (STRING); }"
                + " }");
    Group row = new SimpleGroup(three);
    Group list = row.addGroup("x");
    list.addGroup("list").append("element", "a\"b");
    list.addGroup("list");
    assertThat(text(three, row)).isEqualTo("[\"a\\\"b\",null]");

    MessageType spark =
        schema("optional group x (LIST) { repeated group bag { optional int32 array_element; } }");
    row = new SimpleGroup(spark);
    row.addGroup("x").addGroup("bag").append("array_element", 3);
    assertThat(text(spark, row)).isEqualTo("[3]");

    MessageType two = schema("optional group x (LIST) { repeated int32 array; }");
    row = new SimpleGroup(two);
    row.addGroup("x").append("array", 1).append("array", 2);
    assertThat(text(two, row)).isEqualTo("[1,2]");

    MessageType structs =
        schema("optional group x (LIST) { repeated group array { required double y; } }");
    row = new SimpleGroup(structs);
    row.addGroup("x").addGroup("array").append("y", Double.NaN);
    assertThat(text(structs, row)).isEqualTo("[{\"y\":\"NaN\"}]");

    MessageType bare = schema("repeated boolean x;");
    row = new SimpleGroup(bare);
    row.append("x", true);
    assertThat(text(bare, row)).isEqualTo("[true]");
  }

  @Test
  void text_structsMapsAndNothing_areJsonOrNull() {
    MessageType map =
        schema(
            "optional group x (MAP) { repeated group key_value { required binary key (STRING);"
                + " optional group value { optional int64 n (INTEGER(64,false)); } } }");
    Group row = new SimpleGroup(map);
    Group entries = row.addGroup("x");
    Group entry = entries.addGroup("key_value").append("key", "a");
    entry.addGroup("value").append("n", -1L);
    entries.addGroup("key_value").append("key", "b");
    assertThat(text(map, row)).isEqualTo("{\"a\":{\"n\":18446744073709551615},\"b\":null}");
    assertThat(text(map, new SimpleGroup(map))).isNull();
  }
}
