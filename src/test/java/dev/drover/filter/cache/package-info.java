@org.jspecify.annotations.NullMarked
package dev.drover.filter.cache;
