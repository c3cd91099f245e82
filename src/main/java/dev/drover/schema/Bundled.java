package dev.drover.schema;

import build.buf.validate.ValidateProto;
import com.google.api.AnnotationsProto;
import com.google.api.ClientProto;
import com.google.api.FieldBehaviorProto;
import com.google.api.FieldInfoProto;
import com.google.api.HttpBodyProto;
import com.google.api.ResourceProto;
import com.google.api.RoutingProto;
import com.google.api.VisibilityProto;
import com.google.cloud.ExtendedOperationsProto;
import com.google.longrunning.OperationsProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import com.google.rpc.CodeProto;
import com.google.rpc.ErrorDetailsProto;
import com.google.type.CalendarPeriodProto;
import com.google.type.ColorProto;
import com.google.type.DateProto;
import com.google.type.DateTimeProto;
import com.google.type.DayOfWeekProto;
import com.google.type.DecimalProto;
import com.google.type.ExprProto;
import com.google.type.FractionProto;
import com.google.type.IntervalProto;
import com.google.type.LatLngProto;
import com.google.type.LocalizedTextProto;
import com.google.type.MoneyProto;
import com.google.type.MonthProto;
import com.google.type.PhoneNumberProto;
import com.google.type.PostalAddressProto;
import com.google.type.QuaternionProto;
import com.google.type.TimeOfDayProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that everybody imports and few bring with them: protobuf's own, googleapis, and the
 * rules of buf.validate.
 */
final class Bundled {
  /** So that options are read as what they are rather than as unknown fields. */
  static final ExtensionRegistry OPTIONS = options();

  private static final Map<String, FileDescriptor> FILES = files();

  private Bundled() {}

  /** The file of that name such as {@code google/api/http.proto}, or null. */
  static @Nullable FileDescriptor file(String name) {
    return FILES.get(name);
  }

  private static ExtensionRegistry options() {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    AnnotationsProto.registerAllExtensions(registry);
    ClientProto.registerAllExtensions(registry);
    ExtendedOperationsProto.registerAllExtensions(registry);
    FieldBehaviorProto.registerAllExtensions(registry);
    FieldInfoProto.registerAllExtensions(registry);
    JavaFeaturesProto.registerAllExtensions(registry);
    OperationsProto.registerAllExtensions(registry);
    ResourceProto.registerAllExtensions(registry);
    RoutingProto.registerAllExtensions(registry);
    ValidateProto.registerAllExtensions(registry);
    VisibilityProto.registerAllExtensions(registry);
    return registry;
  }

  private static Map<String, FileDescriptor> files() {
    Map<String, FileDescriptor> all = new LinkedHashMap<>();
    List.of(
            AnnotationsProto.getDescriptor(),
            ApiProto.getDescriptor(),
            CalendarPeriodProto.getDescriptor(),
            ClientProto.getDescriptor(),
            CodeProto.getDescriptor(),
            ColorProto.getDescriptor(),
            DateProto.getDescriptor(),
            DateTimeProto.getDescriptor(),
            DayOfWeekProto.getDescriptor(),
            DecimalProto.getDescriptor(),
            ErrorDetailsProto.getDescriptor(),
            ExprProto.getDescriptor(),
            ExtendedOperationsProto.getDescriptor(),
            FieldBehaviorProto.getDescriptor(),
            FieldInfoProto.getDescriptor(),
            FieldMaskProto.getDescriptor(),
            FractionProto.getDescriptor(),
            HttpBodyProto.getDescriptor(),
            IntervalProto.getDescriptor(),
            JavaFeaturesProto.getDescriptor(),
            LatLngProto.getDescriptor(),
            LocalizedTextProto.getDescriptor(),
            MoneyProto.getDescriptor(),
            MonthProto.getDescriptor(),
            OperationsProto.getDescriptor(),
            PhoneNumberProto.getDescriptor(),
            PostalAddressProto.getDescriptor(),
            QuaternionProto.getDescriptor(),
            ResourceProto.getDescriptor(),
            RoutingProto.getDescriptor(),
            StructProto.getDescriptor(),
            TimeOfDayProto.getDescriptor(),
            TimestampProto.getDescriptor(),
            ValidateProto.getDescriptor(),
            VisibilityProto.getDescriptor(),
            WrappersProto.getDescriptor(),
            com.google.rpc.HttpProto.getDescriptor())
        .forEach(file -> add(all, file));
    return Map.copyOf(all);
  }

  private static void add(Map<String, FileDescriptor> all, FileDescriptor file) {
    if (all.putIfAbsent(file.getName(), file) == null) {
      file.getDependencies().forEach(dependency -> add(all, dependency));
    }
  }
}
