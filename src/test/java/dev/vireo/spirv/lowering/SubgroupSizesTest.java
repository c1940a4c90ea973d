package dev.vireo.spirv.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.spirv.ModuleArgumentException;
import dev.vireo.spirv.UnsupportedModuleException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Subgroups of the size that a caller asks for; what their operations give, a device tells. */
@Tag("once")
class SubgroupSizesTest {
  private static final String HEAD =
      """
      #version 450
      #extension GL_KHR_shader_subgroup_arithmetic : require
      #extension GL_KHR_shader_subgroup_ballot : require
      #extension GL_KHR_shader_subgroup_clustered : require
      #extension GL_KHR_shader_subgroup_quad : require
      #extension GL_EXT_shader_explicit_arithmetic_types : require
      #extension GL_EXT_shader_subgroup_extended_types_int8 : require
      #extension GL_EXT_shader_subgroup_extended_types_int64 : require
      #extension GL_EXT_shader_subgroup_extended_types_float16 : require
      layout(local_size_x = 48) in;
      layout(std430, binding = 0) buffer B { uint words[]; };
      void put(uint row, uint word) { words[row * 48u + gl_LocalInvocationIndex] = word; }
      void main() {
        uint me = gl_LocalInvocationIndex;
        uint own = words[me];
      """;

  private static SpirvProgram lower(String body, int size) {
    byte[] module = Shaders.compileText("sizes", HEAD + body + "}", false);
    return SpirvProgram.of(module, Specialization.DEFAULT.withSubgroupSize(size));
  }

  private static BytecodeMachine.Outcome run(SpirvProgram program, int[] words, long seed) {
    Random random = seed == 0 ? null : new Random(seed);
    return new BytecodeMachine(program.code().image(), new int[][] {words}, 100_000, random)
        .run(new WorkgroupSize(1, 1, 1));
  }

  /** Runs a body with the numbers from 0 up in the first row, and returns one of four rows. */
  private static int[] row(String body, int size, int row) {
    int[] words = new int[4 * 48];
    Arrays.setAll(words, i -> i < 48 ? i : 0);
    assertEquals(TrapCode.NONE, run(lower(body, size), words, 3).trap());
    return Arrays.copyOfRange(words, 48 * row, 48 * row + 48);
  }

  private static int[] each(IntUnaryOperator value) {
    return IntStream.range(0, 48).map(value).toArray();
  }

  @Test
  void shouldGiveTheSameHoweverInvocationsTakeTurns() {
    ShaderCase shader = Subgroupings.shader();
    byte[] module = Shaders.compile("lanes", true);
    for (int size : new int[] {4, 32}) {
      SpirvProgram program = SpirvProgram.of(module, Specialization.DEFAULT.withSubgroupSize(size));
      int[][] rows = new int[2][Subgroupings.ROWS * Subgroupings.INVOCATIONS];
      for (int i = 0; i < 2; i++) {
        int[][] buffers = {shader.inputs().get(0).clone(), rows[i]};
        Random random = i == 0 ? null : new Random(9);
        new BytecodeMachine(program.code().image(), buffers, 1_000_000, random).run(shader.grid());
      }
      assertEquals(size, rows[0][0]);
      assertArrayEquals(rows[0], rows[1], "subgroups of " + size);
    }
  }

  @Test
  void shouldReduceInClusters() {
    String body =
        """
        put(1u, subgroupClusteredAdd(own, 4u));
        put(2u, uint(subgroupClusteredMin(int8_t(own) - int8_t(9), 2u)));
        """;
    assertArrayEquals(each(i -> 4 * (i / 4 * 4) + 6), row(body, 8, 1));
    assertArrayEquals(each(i -> i / 2 * 2 - 9), row(body, 8, 2));
    UnsupportedModuleException error =
        assertThrows(UnsupportedModuleException.class, () -> lower(body, 2));
    assertEquals("a cluster of 4 invocations in a subgroup of 2", error.construct());
  }

  @Test
  void shouldReduceWideNumbersAndHalves() {
    String body =
        """
        put(1u, uint(subgroupMax(uint64_t(own) << 33) >> 32));
        put(2u, uint(subgroupExclusiveMin(int64_t(own)) >> 32));
        put(3u, uint(subgroupAdd(float16_t(own)) * float16_t(2)));
        """;
    assertArrayEquals(each(i -> 2 * (i / 16 * 16 + 15)), row(body, 16, 1));
    assertArrayEquals(each(i -> i % 16 == 0 ? Integer.MAX_VALUE : 0), row(body, 16, 2));
    assertArrayEquals(each(i -> 2 * (16 * (i / 16 * 16) + 120)), row(body, 16, 3));
  }

  @Test
  void shouldLeaveOutInvocationsThatHaveEnded() {
    String body =
        """
        if (me % 3u == 0u) {
          return;
        }
        put(1u, subgroupAdd(own));
        put(2u, subgroupBallot(true).x);
        uint first = subgroupBroadcastFirst(own);
        put(3u, subgroupElect() ? first : 99u);
        """;
    int[] sums = new int[6];
    int[] present = new int[6];
    for (int i = 0; i < 48; i++) {
      sums[i / 8] += i % 3 == 0 ? 0 : i;
      present[i / 8] |= i % 3 == 0 ? 0 : 1 << i % 8;
    }
    assertArrayEquals(each(i -> i % 3 == 0 ? 0 : sums[i / 8]), row(body, 8, 1));
    assertArrayEquals(each(i -> i % 3 == 0 ? 0 : present[i / 8]), row(body, 8, 2));
    int[] first =
        each(
            i -> {
              int lowest = i / 8 * 8 + Integer.numberOfTrailingZeros(present[i / 8]);
              return i % 3 == 0 ? 0 : i == lowest ? i : 99;
            });
    assertArrayEquals(first, row(body, 8, 3));
  }

  /** Even and odd invocations come to the same operation, but not in the same turn. */
  @Test
  void shouldStopInvocationsThatMeetInDifferentTurns() {
    String body =
        """
        for (uint i = 0u; i < 2u; i++) {
          if (i == (me & 1u)) {
            put(1u, subgroupAdd(own));
          }
        }
        """;
    SpirvProgram program = lower(body, 8);
    for (long seed = 0; seed < 5; seed++) {
      assertEquals(TrapCode.DIVERGENCE, run(program, new int[192], seed).trap());
    }
  }

  @Test
  void shouldStopInvocationsThatWaitAtDifferentPlaces() {
    String body =
        """
        if (gl_SubgroupID == 0u) {
          put(1u, subgroupAdd(own));
        }
        barrier();
        """;
    SpirvProgram program = lower(body, 8);
    BytecodeMachine.Outcome outcome = run(program, new int[192], 0);
    assertEquals(TrapCode.DIVERGENCE, outcome.trap());
    String place = program.code().place(outcome.pc()).toString();
    assertTrue(place.contains("OpGroupNonUniformIAdd") || place.contains("OpControl"), place);
  }

  @Test
  void shouldCountTurnsOfEachLoopForItself() {
    String body =
        """
        uint sum = 0u;
        for (uint i = 0u; i <= gl_SubgroupID; i++) {
          for (uint k = 0u; k < 3u; k++) {
            sum += subgroupAdd(1u) * (k + 1u);
          }
        }
        put(1u, sum);
        """;
    assertArrayEquals(each(i -> 8 * 6 * (i / 8 + 1)), row(body, 8, 1));
  }

  @Test
  void shouldRefuseSizesThatAreNone() {
    for (int size : new int[] {0, 3, 64, -4}) {
      assertThrows(
          IllegalArgumentException.class, () -> Specialization.DEFAULT.withSubgroupSize(size));
    }
    ModuleArgumentException error =
        assertThrows(ModuleArgumentException.class, () -> lower("put(1u, own);", 32));
    assertTrue(error.getMessage().contains("a workgroup of 48"), error.getMessage());
    UnsupportedModuleException quads =
        assertThrows(
            UnsupportedModuleException.class,
            () -> lower("put(1u, subgroupQuadBroadcast(own, 1u));", 2));
    assertTrue(quads.getMessage().contains("has 2 invocations"), quads.getMessage());
  }

  @Test
  void shouldTellAPipelineTheSizeThatWasAskedFor() {
    assertEquals(8, lower("put(1u, own);", 8).module().subgroupSize());
    assertEquals(1, lower("put(1u, own);", 1).module().subgroupSize());
  }

  @Test
  void shouldKeepWhatFloatsCarry() {
    String body =
        """
        float carried = uintBitsToFloat(own);
        put(1u, floatBitsToUint(subgroupBroadcast(carried, 5u)));
        """;
    assertArrayEquals(each(i -> i / 8 * 8 + 5), row(body, 8, 1));
  }
}
