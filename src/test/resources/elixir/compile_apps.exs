# compile_apps.exs STAND_INS BEFORE AFTER: prints, each line after "said: ", what the compiler says of the sources in AFTER and not of those in BEFORE.
[stand_ins, before, changed] = Enum.map(System.argv(), &Path.expand/1)
Code.compiler_options(ignore_module_conflict: true)
Code.compile_file(stand_ins)

used = fn texts ->
  for text <- texts, [_, name] <- Regex.scan(~r/^ *use ([A-Z][\w.]*)/m, text), uniq: true, do: name
end

said = fn folder ->
  files = Path.wildcard(folder <> "/**/*.ex") |> Enum.reject(&(Path.relative_to(&1, folder) =~ ~r"(^|/)test/"))
  texts = Enum.map(files, &File.read!/1)

  for name <- used.(texts), not Enum.any?(texts, &(&1 =~ "defmodule #{name} do")) do
    module = Module.concat([name])

    unless Code.ensure_loaded?(module) do
      stub = quote(do: defmacro(__using__(_), do: quote(do: import(WebStub))))
      Module.create(module, stub, Macro.Env.location(__ENV__))
    end
  end

  {errors, warnings} =
    case Kernel.ParallelCompiler.compile(files) do
      {:ok, _, warnings} -> {[], warnings}
      {:error, errors, warnings} -> {errors, warnings}
    end

  for {kind, list} <- [error: errors, warning: warnings], {file, _, text} <- list do
    text = if is_list(text), do: IO.iodata_to_binary(text), else: text
    line = text |> String.split("\n") |> hd() |> String.replace(~r/\S+\.ex:\d+/, "")
    "#{kind} #{Path.relative_to(file, folder)} #{line}"
  end
end

for line <- Enum.uniq(said.(changed)) -- said.(before), do: IO.puts("said: " <> line)
