namespace Parley.Cli.Demo;

/// <summary>The folder of a demo: one WAV file and one transcript per call, named after it.</summary>
/// <param name="folder">The folder.</param>
internal sealed class DemoFiles(DirectoryInfo folder)
{
    /// <summary>Where the server records.</summary>
    public string Recordings => Path.Combine(folder.FullName, "calls");

    /// <summary>The server's database.</summary>
    public string Database => Path.Combine(folder.FullName, "parley.db");

    /// <summary>Clears away what an earlier demo left.</summary>
    public void Prepare()
    {
        folder.Create();
        foreach (var old in folder.EnumerateFiles().Where(file => file.Extension is ".wav" or ".txt" || file.Name.StartsWith("parley.db", StringComparison.Ordinal)))
        {
            old.Delete();
        }

        if (Directory.Exists(Recordings))
        {
            Directory.Delete(Recordings, recursive: true);
        }
    }

    /// <summary>Names the server's recording of a call after it, and writes its transcript.</summary>
    /// <returns>The files, those of calls without sound without a recording.</returns>
    public async Task<IReadOnlyList<string>> KeepAsync(CallTimeline call, string? leg, CancellationToken cancellationToken)
    {
        var transcript = Path.Combine(folder.FullName, $"{call.Name}.txt");
        string[] head = [$"Call to {call.Number} ({call.Name}); seconds from the start of the session.", ""];
        await File.WriteAllLinesAsync(transcript, [.. head, .. call.Entries.Select(TimelineDisplay.Format)], cancellationToken);

        var recorded = Path.Combine(Recordings, $"{leg}.wav");
        if (leg is null || !File.Exists(recorded))
        {
            return [transcript];
        }

        var recording = Path.Combine(folder.FullName, $"{call.Name}.wav");
        File.Move(recorded, recording, overwrite: true);
        File.Delete(Path.Combine(Recordings, $"{leg}.txt"));
        return [recording, transcript];
    }
}
