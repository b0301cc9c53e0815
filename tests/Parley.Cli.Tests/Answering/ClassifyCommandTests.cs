using System.Text.Json;
using Parley.Audio.Tones;
using Parley.Audio.Wav;
using Parley.Cli.Answering;

namespace Parley.Cli.Tests.Answering;

public sealed class ClassifyCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Classify_FilesThatCannotBeUsed_AreNamedAndTheRestGoesOn()
    {
        Write("busy.wav", ToneGenerator.Render(TonePatterns.BusyEu, 8000, TimeSpan.FromSeconds(4)));
        Write("stereo.wav", new short[1600], channels: 2);
        Write("wide.wav", new short[3200], rate: 16000);
        File.WriteAllBytes(Path.Combine(_folder, "empty.wav"), []);
        File.WriteAllText(Path.Combine(_folder, "song.mp3"), "ID3 this is no WAV file");
        var whole = File.ReadAllBytes(Path.Combine(_folder, "busy.wav"));
        File.WriteAllBytes(Path.Combine(_folder, "torn.wav"), whole[..(whole.Length / 2)]);
        File.WriteAllText(Path.Combine(_folder, "manifest.jsonl"), "{}");

        var (status, lines, error) = await RunAsync(_folder);

        Assert.Equal(1, status);
        Assert.Equal(["busy.wav", "empty.wav", "song.mp3", "stereo.wav", "torn.wav", "wide.wav"], lines.Select(l => l.GetProperty("file").GetString()));
        Assert.Equal("busy", lines[0].GetProperty("verdict").GetString());
        Assert.All(lines.Skip(1), line => Assert.False(line.TryGetProperty("verdict", out _)));
        Assert.Contains("empty", Error(lines[1]), StringComparison.Ordinal);
        Assert.Contains("RIFF", Error(lines[2]), StringComparison.Ordinal);
        Assert.Contains("2 channels", Error(lines[3]), StringComparison.Ordinal);
        Assert.Contains("Torn", Error(lines[4]), StringComparison.Ordinal);
        Assert.Contains("16000", Error(lines[5]), StringComparison.Ordinal);
        Assert.Contains("torn.wav: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_NothingDecided_IsUnknownAtTheFilesEnd()
    {
        Write("short.wav", new short[8100]);
        var (status, lines, _) = await RunAsync(_folder);

        Assert.Equal(0, status);
        Assert.Equal(("unknown", 1012.5), (lines[0].GetProperty("verdict").GetString(), lines[0].GetProperty("decision_ms").GetDouble()));
    }

    [Fact]
    public async Task Classify_JsonlAndProfile_WritesTheLinesToTheFile()
    {
        Write("fax.wav", ToneGenerator.Render(TonePatterns.FaxAnswer, 8000, TimeSpan.FromSeconds(2)));
        var path = Path.Combine(_folder, "out.jsonl");

        var (status, lines, error) = await RunAsync(_folder, "--profile", "careful", "--jsonl", path);

        Assert.Equal(0, status);
        Assert.Empty(lines);
        var line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(path))).RootElement;
        Assert.Equal("fax", line.GetProperty("final_verdict").GetString());
        Assert.InRange(line.GetProperty("decision_ms").GetDouble(), 400, 700);
        Assert.Contains("1 recordings of 2 s", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_TornTranscripts_SaysWhichLine()
    {
        var path = Path.Combine(_folder, "words.jsonl");
        File.WriteAllText(path, "{\"file\":\"a.wav\",\"events\":[]}\n{\"file\":");

        var (status, _, error) = await RunAsync(_folder, "--transcripts", path);

        Assert.Equal(2, status);
        Assert.Contains("line 2", error, StringComparison.Ordinal);
    }

    private static string Error(JsonElement line) => line.GetProperty("error").GetString()!;

    private static async Task<(int Status, List<JsonElement> Lines, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var status = await ClassifyCommand.Create().Parse(args).InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (status, [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)], error.ToString());
    }

    private void Write(string name, short[] samples, int rate = 8000, int channels = 1)
    {
        using var writer = new WavWriter(File.Create(Path.Combine(_folder, name)), rate, channels);
        writer.Write(samples);
    }
}
