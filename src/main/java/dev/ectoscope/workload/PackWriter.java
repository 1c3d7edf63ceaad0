package dev.ectoscope.workload;

import dev.ectoscope.log.Position;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Writes numbers, seven bits a byte with small ones in one byte, and texts, each distinct one once.
 */
final class PackWriter {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Map<String, Integer> texts = new HashMap<>();
  private final Map<GroupKey, Integer> keys = new HashMap<>();
  private final Map<UnitOfWork, Integer> units = new IdentityHashMap<>();

  void number(long value) {
    // Zigzag: small negative numbers are short too.
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  void numbers(long... values) {
    number(values.length);
    for (long value : values) {
      number(value);
    }
  }

  void flag(boolean value) {
    number(value ? 1 : 0);
  }

  void text(String value) {
    Integer known = texts.putIfAbsent(value, texts.size());
    number(known == null ? texts.size() - 1 : known);
    if (known == null) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      bytes.writeBytes(utf8);
    }
  }

  void position(Position position) {
    text(position.input());
    number(position.line());
  }

  void key(GroupKey key) {
    Integer known = keys.putIfAbsent(key, keys.size());
    number(known == null ? keys.size() - 1 : known);
    if (known == null) {
      text(key.fingerprint());
      text(key.callSite().printed());
      text(key.callSite().file());
      number(key.callSite().line());
    }
  }

  void call(QueryCall call) {
    key(call.key());
    text(call.input());
    number(call.line());
    number(call.clock());
    number(call.parametersHash());
    flag(call.several());
    flag(call.ok());
    number(call.db());
    number(call.decode());
    number(call.queue());
    number(call.idle());
  }

  void example(Example example) {
    flag(example.unit != null);
    if (example.unit == null) {
      return;
    }
    number(example.weight);
    position(example.begins);
    UnitOfWork unit = example.unit;
    Integer known = units.putIfAbsent(unit, units.size());
    number(known == null ? units.size() - 1 : known);
    if (known == null) {
      text(unit.key());
      number(unit.kind().ordinal());
      text(unit.name());
      text(unit.view());
      number(unit.overlapping());
      number(unit.duration());
      number(unit.omitted());
      number(unit.calls().size());
      unit.calls().forEach(this::call);
    }
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
