namespace Parley.Telephony.Capture;

/// <summary>The folder of captures. Nobody but the owner of the process may read what is in it, where the system knows such a thing: it is calls.</summary>
internal class CaptureFiles(string folder)
{
    private const int LongestName = 120;

    /// <summary>Makes the folder, and sees whether it can be written to.</summary>
    /// <exception cref="ArgumentException">It cannot; the text says why.</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, ".parley-probe");
            Open(probe, isNew: true).Dispose();
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ArgumentException($"The folder for captures, '{folder}', cannot be written to: {error.Message}", error);
        }
    }

    /// <summary>Where the files of a leg go, without their endings.</summary>
    /// <param name="owner">The session that it belongs to, if that is known.</param>
    /// <param name="legId">The leg.</param>
    public string PathOf(string? owner, string legId)
    {
        var leg = SafeName.Of(legId, LongestName / 2); // Whole, however long the owner's name is: it tells the files apart.
        return Path.Combine(folder, owner is { Length: > 0 } ? $"{SafeName.Of(owner, LongestName - leg.Length - 1)}-{leg}" : leg);
    }

    /// <summary>Opens a file to add to it.</summary>
    public virtual FileStream Open(string path, bool isNew)
    {
        var options = new FileStreamOptions { Mode = isNew ? FileMode.Create : FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (isNew && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(path, options);
    }

    /// <summary>Puts a whole file in the place of another, or of none: it is never seen half written.</summary>
    public void Replace(string path, ReadOnlySpan<byte> content)
    {
        using (var file = Open(path + ".part", isNew: true))
        {
            file.Write(content);
        }

        File.Move(path + ".part", path, overwrite: true);
    }
}
