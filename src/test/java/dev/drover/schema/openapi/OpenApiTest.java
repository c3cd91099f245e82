package dev.drover.schema.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.drover.schema.Binding;
import dev.drover.schema.HttpTemplate;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final OpenApi.Info INFO = new OpenApi.Info("Library", "3", "");

  private final ObjectNode document = document(OpenApi.Options.CANONICAL);

  private static ObjectNode document(OpenApi.Options options) {
    return OpenApi.of(INFO, Library.bindings(), options);
  }

  private JsonNode operation(String method, String path) {
    JsonNode operation = document.path("paths").path(path).path(method);
    assertThat(operation.isObject()).as("%s %s in %s", method, path, paths()).isTrue();
    return operation;
  }

  private List<String> paths() {
    return names(document.path("paths"));
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<String> parameters(JsonNode operation, String in) {
    return StreamSupport.stream(operation.path("parameters").spliterator(), false)
        .filter(parameter -> parameter.path("in").asText().equals(in))
        .map(parameter -> parameter.path("name").asText())
        .toList();
  }

  private static JsonNode parameter(JsonNode operation, String name) {
    return StreamSupport.stream(operation.path("parameters").spliterator(), false)
        .filter(parameter -> parameter.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anIndependentParserFindsNothingWrong() {
    for (ObjectNode each :
        List.of(
            document,
            document(new OpenApi.Options(true, true, true, true)),
            OpenApi.of(INFO, List.of(), OpenApi.Options.CANONICAL))) {
      ParseOptions options = new ParseOptions();
      options.setResolve(true);
      options.setValidateInternalRefs(true);
      SwaggerParseResult result =
          new OpenAPIV3Parser().readContents(each.toString(), List.of(), options);
      assertThat(result.getMessages()).isEmpty();
      assertThat(result.getOpenAPI().getPaths()).hasSameSizeAs(each.path("paths"));
    }
  }

  @Test
  void theSameBindingsGiveTheSameText() {
    assertThat(document(OpenApi.Options.CANONICAL).toString()).isEqualTo(document.toString());
  }

  @Test
  void saysWhatItIsOf() {
    assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(document.path("info")).isEqualTo(json("{'title':'Library','version':'3'}"));
    assertThat(document.path("tags"))
        .isEqualTo(
            json(
                "[{'name':'example.library.v1.Library','description':'Lends books. Shelves hold"
                    + " them,\\ne.g. in a reading room.'},{'name':'example.library.v1.Odd'}]"));
  }

  @Test
  void eachPathIsThereOnce() {
    assertThat(paths())
        .containsExactly(
            "/v1/shelves/{shelvesId}",
            "/v1/rooms/{room}/shelves/{shelvesId}",
            "/v1/shelves/{shelvesId}/books/{booksId}",
            "/v1/shelves/{shelvesId}/books",
            "/v1/shelves/{shelvesId}/books/{booksId}:lend",
            "/v1/files/{name}",
            "/v1/covers/all/{allPath}",
            "/v1/any/{anyId}/leaf",
            "/v1/files/{name}#Library_GetFile_4",
            "/v1/files",
            "/v1/watch/{parent}",
            "/v1/books:add",
            "/v1/search",
            "/odd/{by}",
            "/odd/b%20c");
  }

  @Test
  void bindingsOfOneShapeShareTheNamesOfParameters() {
    JsonNode delete = operation("delete", "/v1/shelves/{shelvesId}/books/{booksId}");
    assertThat(parameters(delete, "path")).containsExactly("shelvesId", "booksId");
    assertThat(parameter(delete, "booksId"))
        .isEqualTo(
            json(
                "{'name':'booksId','in':'path','required':true,'description':'Fills `bookId`.',"
                    + "'schema':{'type':'string','format':'int64','examples':['0']}}"));
    assertThat(parameters(delete, "query")).containsExactly("etag");
  }

  @Test
  void eachPartOfAVariableIsAParameterThatSaysWhatItIsAPartOf() {
    assertThat(parameter(operation("get", "/v1/shelves/{shelvesId}"), "shelvesId"))
        .isEqualTo(
            json(
                "{'name':'shelvesId','in':'path','required':true,'description':'Of the form"
                    + " shelves/*.\\n\\nA part of `name`, which is `shelves/*`.','schema':{'type':"
                    + "'string'}}"));
    assertThat(parameter(operation("get", "/v1/covers/all/{allPath}"), "allPath"))
        .isEqualTo(
            json(
                "{'name':'allPath','in':'path','required':true,'description':'A part of `name`,"
                    + " which is `all/**`.\\n\\nIt may contain slashes.','schema':{'type':'string'},"
                    + "'x-slashes':true}"));
    assertThat(parameter(operation("get", "/v1/any/{anyId}/leaf"), "anyId").has("description"))
        .isFalse();
  }

  @Test
  void wildcardsWithoutNamesGetSome() {
    ObjectNode odd =
        OpenApi.of(
            INFO,
            List.of(
                Library.binding("Plain", get("/*/*/a-b/{name=x/*/-/*}/**")),
                Library.binding("Plain", get("/{name=*/*}"))),
            OpenApi.Options.CANONICAL);
    assertThat(names(odd.path("paths")))
        .containsExactly(
            "/{segment}/{segment_2}/a-b/x/{xId}/-/{name}/{segment_3}", "/{name}/{name_2}");
  }

  private static HttpRule get(String path) {
    return HttpRule.newBuilder().setGet(path).build();
  }

  @Test
  void commentsBecomeSummaryAndDescription() {
    JsonNode shelf = operation("get", "/v1/shelves/{shelvesId}");
    assertThat(shelf.path("summary").asText()).isEqualTo("Gets a shelf.");
    assertThat(shelf.path("description").asText()).isEqualTo("Gets a shelf. It may be empty.");
    JsonNode list = operation("get", "/v1/shelves/{shelvesId}/books");
    assertThat(list.path("summary").asText()).isEqualTo("Lists books, the newest first");
    assertThat(list.has("description")).isFalse();
    JsonNode book = operation("get", "/v1/shelves/{shelvesId}/books/{booksId}");
    assertThat(names(book)).containsExactly("tags", "operationId", "parameters", "responses");
  }

  @Test
  void operationsAreCalledAfterTheirMethods() {
    List<String> ids = document.findValuesAsText("operationId");
    assertThat(ids)
        .doesNotHaveDuplicates()
        .hasSize(Library.bindings().size())
        .contains("Library_GetShelf", "Library_GetShelf_2", "Library_GetFile_4", "Odd_Bytes");
    assertThat(operation("delete", "/v1/shelves/{shelvesId}/books/{booksId}").path("deprecated"))
        .isEqualTo(json("true"));
  }

  @Test
  void otherMethodsThanOpenApiKnowsAreNotLost() {
    JsonNode others =
        document
            .path("paths")
            .path("/v1/shelves/{shelvesId}/books/{booksId}")
            .path("x-additionalOperations");
    assertThat(others.path("REPORT").path("operationId").asText()).isEqualTo("Library_ReportBook");
    JsonNode any = document.path("paths").path("/odd/{by}").path("x-additionalOperations");
    assertThat(names(any)).containsExactly("*");
  }

  @Test
  void anAnswerToHeadHasNoContent() {
    JsonNode head = operation("head", "/v1/shelves/{shelvesId}/books/{booksId}");
    assertThat(head.path("responses").path("200")).isEqualTo(json("{'description':'OK'}"));
  }

  @Test
  void aQueryFillsWhatPathAndContentDoNot() {
    JsonNode list = operation("get", "/v1/shelves/{shelvesId}/books");
    assertThat(parameters(list, "query")).containsExactly("pageSize", "pageToken");
    assertThat(parameter(list, "pageSize").path("description").asText()).isEqualTo("At most 100.");
    assertThat(parameter(list, "pageToken").path("deprecated").asBoolean()).isTrue();
    JsonNode create = operation("post", "/v1/shelves/{shelvesId}/books");
    assertThat(parameters(create, "query")).containsExactly("requestId");
    assertThat(parameter(create, "requestId").path("required").asBoolean()).isTrue();
    JsonNode lend = operation("post", "/v1/shelves/{shelvesId}/books/{booksId}:lend");
    assertThat(parameters(lend, "query")).isEmpty();
  }

  @Test
  void nestedFieldsAreParametersUntilTheyRecur() {
    JsonNode search = operation("get", "/v1/search");
    assertThat(parameters(search, "query"))
        .containsExactly(
            "filter.title",
            "filter.years.from",
            "filter.years.to",
            "words",
            "genres",
            "fields",
            "pages",
            "patience",
            "labels",
            "cursor",
            "score");
    assertThat(search.path("description").asText()).startsWith("Fields that are not listed");
    assertThat(parameter(search, "filter.title").has("required")).isFalse();
    assertThat(parameter(search, "genres"))
        .isEqualTo(
            json(
                "{'name':'genres','in':'query','explode':true,'schema':{'type':'array','items':"
                    + "{'$ref':'#/components/schemas/example.library.v1.Book.Genre'}}}"));
    assertThat(parameter(search, "labels"))
        .isEqualTo(
            json(
                "{'name':'labels','in':'query','style':'deepObject','explode':true,'schema':"
                    + "{'type':'object','additionalProperties':{'type':'string'}}}"));
    assertThat(parameter(search, "pages").path("schema"))
        .isEqualTo(json("{'type':'string','format':'int64','examples':['0']}"));
  }

  @Test
  void contentIsTheMessageOrAField() {
    JsonNode create = operation("post", "/v1/shelves/{shelvesId}/books");
    assertThat(create.path("requestBody"))
        .isEqualTo(
            json(
                "{'description':'What is to be put there.','content':{'application/json':{'schema':"
                    + "{'$ref':'#/components/schemas/example.library.v1.Book'}}},'required':true}"));
    JsonNode list = operation("get", "/v1/shelves/{shelvesId}/books");
    assertThat(list.at("/responses/200/content/application~1json/schema"))
        .isEqualTo(
            json(
                "{'type':'array','items':{'$ref':'#/components/schemas/example.library.v1.Book'}}"));
    JsonNode delete = operation("delete", "/v1/shelves/{shelvesId}/books/{booksId}");
    assertThat(delete.at("/responses/200/content/application~1json/schema"))
        .isEqualTo(json("{'type':'object'}"));
  }

  @Test
  void httpBodyIsBytes() {
    JsonNode bytes = json("{'*/*':{'schema':{'type':'string','format':'binary'}}}");
    assertThat(operation("get", "/v1/files/{name}").at("/responses/200/content")).isEqualTo(bytes);
    assertThat(operation("post", "/v1/files").at("/requestBody/content")).isEqualTo(bytes);
    JsonNode both = operation("post", "/odd/b%20c");
    assertThat(both.at("/requestBody/content")).isEqualTo(bytes);
    assertThat(both.at("/responses/200/content")).isEqualTo(bytes);
  }

  @Test
  void streamsHaveAllTheirForms() {
    JsonNode watch = operation("get", "/v1/watch/{parent}").at("/responses/200/content");
    assertThat(names(watch))
        .containsExactly("application/json", "application/x-ndjson", "text/event-stream");
    assertThat(watch.at("/application~1json/schema/type").asText()).isEqualTo("array");
    assertThat(watch.at("/text~1event-stream/schema/$ref").asText()).endsWith(".Book");
    JsonNode add = operation("post", "/v1/books:add").at("/requestBody/content");
    assertThat(names(add)).containsExactly("application/x-ndjson", "application/json");
  }

  @Test
  void errorsAreAStatusOrProblemDetails() {
    assertThat(operation("get", "/v1/search").at("/responses/default/$ref").asText())
        .isEqualTo("#/components/responses/Error");
    JsonNode status = document.at("/components/responses/Error/content/application~1json/schema");
    assertThat(status).isEqualTo(json("{'$ref':'#/components/schemas/google.rpc.Status'}"));
    assertThat(names(document.at("/components/schemas/google.rpc.Status/properties")))
        .containsExactly("code", "message", "details");
    ObjectNode problems = document(new OpenApi.Options(false, false, false, true));
    assertThat(names(problems.at("/components/responses/Error/content")))
        .containsExactly("application/problem+json");
  }

  @Test
  void ofManyFieldsSomeAreListed() throws DescriptorValidationException {
    FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder().setName("wide.proto");
    DescriptorProto.Builder wide = file.addMessageTypeBuilder().setName("Wide");
    for (int i = 1; i <= 1000; i++) {
      wide.addFieldBuilder()
          .setName("f" + i)
          .setNumber(i)
          .setType(FieldDescriptorProto.Type.TYPE_BOOL);
    }
    file.addServiceBuilder()
        .setName("Wide_")
        .addMethodBuilder()
        .setName("Get")
        .setInputType("Wide")
        .setOutputType("Wide");
    MethodDescriptor method =
        FileDescriptor.buildFrom(file.build(), new FileDescriptor[0])
            .getServices()
            .get(0)
            .getMethods()
            .get(0);
    HttpTemplate root = new HttpTemplate(List.of(), "", List.of());
    Binding binding = new Binding(method, "GET", root, List.of(), new Binding.NoContent(), null);
    JsonNode get =
        OpenApi.of(INFO, List.of(binding), OpenApi.Options.CANONICAL).at("/paths/~1/get");
    assertThat(parameters(get, "query")).hasSize(250).startsWith("f1", "f2");
    assertThat(get.path("description").asText())
        .isEqualTo("Fields that are not listed are given in the same way, nested ones as `a.b.c`.");
  }
}
