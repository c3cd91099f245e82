@org.jspecify.annotations.NullMarked
package dev.drover.handler.paginate;
