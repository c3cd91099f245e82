package dev.drover.schema.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas describe what protobuf's own JsonFormat writes. */
class SchemasTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static JsonNode schema(String message, OpenApi.Options options) {
    ObjectNode document =
        OpenApi.of(new OpenApi.Info("Library", "1", ""), Library.bindings(), options);
    return document.path("components").path("schemas").path("example.library.v1." + message);
  }

  private static JsonNode schema(String message) {
    return schema(message, OpenApi.Options.CANONICAL);
  }

  private static JsonNode json(String text) throws IOException {
    return MAPPER.readTree(text.replace('\'', '"'));
  }

  private static Set<?> problems(String json) {
    ObjectNode document =
        OpenApi.of(
            new OpenApi.Info("Library", "1", ""), Library.bindings(), OpenApi.Options.CANONICAL);
    ObjectNode schema = MAPPER.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$ref", "#/components/schemas/example.library.v1.Everything");
    schema.set("components", document.get("components"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(schema.toString())
        .validate(json, InputFormat.JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'d': 1.5, 'f': 'NaN', 'b': true, 'by': 'AQI=', 'fx': '18446744073709551615'}",
        "{'d': '-Infinity', 'wD': 'Infinity', 'wBy': 'AQI='}",
        "{'duration': '-1.5s', 'mask': 'a,b.c', 'struct': {'a': [1, null]}, 'value': 'x'}",
        "{'value': null, 'list': [1, {}], 'nullValue': null, 'empty': {}}",
        "{'any': {'@type': 'type.googleapis.com/google.protobuf.Duration', 'value': '1s'}}",
        "{'shelves': {'-1': {'name': 'shelves/1'}}, 'body': {'data': 'AQI='}}"
      })
  void whatIsWrittenFitsTheSchema(String text) throws IOException {
    TypeRegistry types =
        TypeRegistry.newBuilder().add(com.google.protobuf.Duration.getDescriptor()).build();
    DynamicMessage.Builder message = DynamicMessage.newBuilder(Library.message("Everything"));
    JsonFormat.parser().usingTypeRegistry(types).merge(text.replace('\'', '"'), message);
    String written =
        JsonFormat.printer()
            .usingTypeRegistry(types)
            .alwaysPrintFieldsWithNoPresence()
            .print(message);
    assertThat(problems(written)).as(written).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'d': 'much'}",
        "{'b': 1}",
        "{'fx': true}",
        "{'duration': '1m'}",
        "{'struct': []}",
        "{'list': {}}",
        "{'nullValue': 'NULL'}",
        "{'shelves': {'1': {'name': 1}}}",
        "{'wD': 'one'}"
      })
  void whatIsNeverWrittenDoesNotFit(String text) {
    assertThat(problems(text.replace('\'', '"'))).isNotEmpty();
  }

  @Test
  void aMessageIsAnObjectOfItsFields() throws IOException {
    JsonNode book = schema("Book");
    assertThat(book.path("description").asText())
        .isEqualTo(
            "A book, printed or not.\n\nAt most one of `webAddress`, `shelf` is set.\n\nWhere it can"
                + " be had.");
    assertThat(book.path("required")).isEqualTo(json("['name']"));
    assertThat(book.path("properties"))
        .isEqualTo(
            json(
                "{'name':{'type':'string'},"
                    + "'genre':{'$ref':'#/components/schemas/example.library.v1.Book.Genre'},"
                    + "'createTime':{'type':'string','format':'date-time','readOnly':true},"
                    + "'password':{'type':'string','writeOnly':true},"
                    + "'webAddress':{'type':'string'},"
                    + "'shelf':{'$ref':'#/components/schemas/example.library.v1.Shelf'},"
                    + "'isbn':{'type':'string','format':'uint64','examples':['0']},"
                    + "'copies':{'type':'object','additionalProperties':{'type':'integer','format':"
                    + "'int32'}},"
                    + "'translations':{'type':'array','items':{'$ref':"
                    + "'#/components/schemas/example.library.v1.Book'}}}"));
    assertThat(schema("Shelf"))
        .isEqualTo(
            json(
                "{'type':'object','description':'A shelf.','deprecated':true,'properties':{'name':"
                    + "{'type':'string'}}}"));
  }

  @Test
  void enumsListTheirValues() throws IOException {
    assertThat(schema("Book.Genre"))
        .isEqualTo(
            json(
                "{'type':'string','enum':['GENRE_UNSPECIFIED','NOVEL','ATLAS'],'description':"
                    + "'- `NOVEL`: Invented.'}"));
  }

  @Test
  void theFormsOfJsonAreAsTheRouteHasThem() throws IOException {
    OpenApi.Options options = new OpenApi.Options(true, true, true, false);
    assertThat(schema("Book", options).path("properties").path("web_address").isObject()).isTrue();
    assertThat(schema("Book", options).at("/properties/isbn"))
        .isEqualTo(json("{'type':'integer','format':'uint64'}"));
    assertThat(schema("Book.Genre", options))
        .isEqualTo(
            json(
                "{'type':'integer','enum':[0,1,2],'description':'- `0`: `GENRE_UNSPECIFIED`\\n- `1`:"
                    + " `NOVEL`: Invented.\\n- `2`: `ATLAS`'}"));
  }

  @Test
  void wrappersMayBeNull() throws IOException {
    assertThat(schema("Everything").at("/properties/wBy"))
        .isEqualTo(json("{'type':['string','null'],'contentEncoding':'base64'}"));
    assertThat(schema("Everything").at("/properties/wD/anyOf/2"))
        .isEqualTo(json("{'type':'null'}"));
  }

  @Test
  void onlyWhatIsReachedIsDescribed() {
    ObjectNode document =
        OpenApi.of(
            new OpenApi.Info("Library", "1", ""),
            Library.bindings().subList(0, 1),
            OpenApi.Options.CANONICAL);
    assertThat(document.path("components").path("schemas").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("example.library.v1.Shelf", "google.rpc.Status");
  }
}
