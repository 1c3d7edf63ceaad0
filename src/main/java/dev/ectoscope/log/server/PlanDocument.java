package dev.ectoscope.log.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ectoscope.log.record.YamlRecord;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Plans that auto_explain prints as YAML or XML, as the JSON it would have printed. Source:
 * explain.c and explain_format.c: XML has hyphens for what a tag may not hold, and {@code Item} for
 * what a list holds.
 */
final class PlanDocument {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 400;
  private static final Map<String, String> HYPHENATED =
      Map.of("Pre sorted Groups", "Pre-sorted Groups", "Full sort Groups", "Full-sort Groups");

  private PlanDocument() {}

  static boolean isXml(String text) {
    return text.startsWith("<explain");
  }

  static boolean isYaml(String text) {
    return text.startsWith("Query Text: \"")
        && text.contains("\nPlan:")
        && text.contains("  Node Type:");
  }

  /** As JSON, or null when it is cut off or neither of the two. */
  static @Nullable String json(String text) {
    try {
      JsonNode node =
          isXml(text) ? xml(text) : new YamlRecord(new ArrayList<>(text.lines().toList())).read();
      return JSON.writeValueAsString(node);
    } catch (XMLStreamException | JsonProcessingException e) {
      return null;
    }
  }

  private static JsonNode xml(String text) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
    try {
      reader.nextTag();
      return element(reader, 0);
    } finally {
      reader.close();
    }
  }

  private static JsonNode element(XMLStreamReader reader, int depth) throws XMLStreamException {
    if (depth > DEEPEST) {
      throw new XMLStreamException("too deep");
    }
    String own = reader.getLocalName();
    StringBuilder text = new StringBuilder();
    List<String> names = new ArrayList<>();
    List<JsonNode> values = new ArrayList<>();
    for (int event = reader.next(); event != XMLStreamReader.END_ELEMENT; event = reader.next()) {
      if (event == XMLStreamReader.START_ELEMENT) {
        names.add(reader.getLocalName());
        values.add(element(reader, depth + 1));
      } else if (event == XMLStreamReader.CHARACTERS) {
        text.append(reader.getText());
      }
    }
    if (names.isEmpty()) {
      return YamlRecord.plain(text.toString());
    }
    boolean list = names.stream().allMatch(name -> name.equals("Item") || own.equals(name + "s"));
    return list ? array(values) : object(names, values);
  }

  private static ArrayNode array(List<JsonNode> values) {
    return NODES.arrayNode().addAll(values);
  }

  private static ObjectNode object(List<String> names, List<JsonNode> values) {
    ObjectNode object = NODES.objectNode();
    for (int i = 0; i < names.size(); i++) {
      String spaced = names.get(i).replace('-', ' ').replace("I O ", "I/O ");
      object.set(HYPHENATED.getOrDefault(spaced, spaced), values.get(i));
    }
    return object;
  }
}
