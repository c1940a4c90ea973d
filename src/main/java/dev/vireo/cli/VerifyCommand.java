package dev.vireo.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vireo.gpu.ShaderCompileException;
import dev.vireo.protocol.InvalidModuleException;
import dev.vireo.protocol.VireoException;
import dev.vireo.spirv.MalformedModuleException;
import dev.vireo.spirv.SpirvException;
import dev.vireo.spirv.UnsupportedModuleException;
import dev.vireo.spirv.lowering.SpirvProgram;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.AssemblyException;
import dev.vireo.vir0.MalformedProgramException;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.ProgramError;
import dev.vireo.vir0.ProgramValidator;
import dev.vireo.vir0.Vir0Exception;
import dev.vireo.vir0.WireVersions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo verify}: holds a VIR0 program to the format and its rules, or a shader. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Checks whether a file is a VIR0 program and follows the rules, or a shader that Vireo runs.",
    footer =
        "%nExit status: 0 it is and does, 1 it is none or breaks a rule, 2 the file cannot be read"
            + " or the arguments are wrong.")
final class VerifyCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "FILE",
      description =
          "VIR0: bytes, or text when the name ends in .vir. A shader: .spv, .comp, .glsl, .hlsl.")
  private Path file;

  @Mixin private ShaderFile shaders;

  @Option(names = "--only-4", description = "Accepts version 4 of the format only.")
  private boolean only4;

  @Option(
      names = "--no-subgroups",
      description = "Counts subgroup operations as errors, for engines that have none.")
  private boolean noSubgroups;

  @Option(names = "--json", description = "Prints one JSON document instead of lines.")
  private boolean json;

  @Override
  public Integer call() {
    JsonObject document = new JsonObject();
    document.addProperty("file", file.toString());
    JsonArray errors = new JsonArray();
    try {
      if (ShaderFile.shader(file)) {
        verifyShader(document);
      } else {
        verify(document, errors);
      }
    } catch (MalformedProgramException | AssemblyException e) {
      malformed(e, document, errors);
    } catch (SpirvException | InvalidModuleException | ShaderCompileException e) {
      refused(e, document, errors);
    }
    document.addProperty("valid", errors.isEmpty());
    document.add("errors", errors);
    if (json) {
      Json.print(document, main.console().out());
    }
    return errors.isEmpty() ? ExitStatus.OK : ExitStatus.EXPECTATION_FAILED;
  }

  private void verifyShader(JsonObject document) {
    SpirvProgram shader = shaders.program(file);
    Program signature = shader.signature();
    document.addProperty("phase", "valid");
    document.addProperty("buffers", signature.buffers().size());
    document.addProperty("instructions", shader.code().instructions());
    if (!json) {
      main.console()
          .out()
          .printf(
              "%s: valid, %d buffers, workgroups of %s, %d instructions of bytecode%n",
              file,
              signature.buffers().size(),
              signature.workgroupSize(),
              shader.code().instructions());
    }
  }

  private void refused(VireoException e, JsonObject document, JsonArray errors) {
    JsonObject error = new JsonObject();
    document.addProperty("phase", "malformed");
    if (e instanceof UnsupportedModuleException unsupported) {
      document.addProperty("phase", "unsupported");
      error.addProperty("construct", unsupported.construct());
      error.addProperty("word", unsupported.word());
    } else if (e instanceof MalformedModuleException malformed) {
      error.addProperty("word", malformed.word());
    }
    error.addProperty("message", e.getMessage());
    errors.add(error);
    main.console().message(file + ": " + e.getMessage());
  }

  private void malformed(Vir0Exception e, JsonObject document, JsonArray errors) {
    document.addProperty("phase", "malformed");
    JsonObject error = new JsonObject();
    if (e instanceof MalformedProgramException wire) {
      error.addProperty("rule", wire.kind().name());
      error.addProperty("path", wire.path());
      error.addProperty("offset", wire.offset());
    } else if (e instanceof AssemblyException text) {
      error.addProperty("line", text.line());
      error.addProperty("column", text.column());
    }
    error.addProperty("message", e.getMessage());
    errors.add(error);
    main.console().message(ProgramFile.text(file) ? e.getMessage() : file + ": " + e.getMessage());
  }

  private void verify(JsonObject document, JsonArray errors) {
    WireVersions versions = only4 ? WireVersions.ONLY_4 : WireVersions.FROM_4_TO_6;
    Assembly.Source source = ProgramFile.read(file, versions);
    Program program = source.program();
    List<ProgramError> found = ProgramValidator.check(program, !noSubgroups);
    for (ProgramError error : found) {
      main.console().message(source.place(error.path()) + ": " + error);
      errors.add(json(error));
    }
    document.addProperty("phase", found.isEmpty() ? "valid" : "invalid");
    document.addProperty("version", ProgramCodec.versionFor(program));
    document.addProperty("buffers", program.buffers().size());
    if (!json && found.isEmpty()) {
      main.console()
          .out()
          .printf(
              "%s: valid, %d buffers, workgroups of %s, fits version %d%n",
              file,
              program.buffers().size(),
              program.workgroupSize(),
              ProgramCodec.versionFor(program));
    }
  }

  private static JsonObject json(ProgramError error) {
    JsonObject json = new JsonObject();
    json.addProperty("rule", error.rule().label());
    json.addProperty("path", error.path());
    json.addProperty("message", error.problem());
    json.addProperty("remedy", error.remedy());
    return json;
  }
}
