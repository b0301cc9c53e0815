namespace Parley.Sip.Transport;

/// <summary>
/// A socket that gives errors instead of datagrams: how long to wait before the next try, so that no processor is kept busy by it. A single error is nothing
/// (the system tells each once); a row of them is waited out, ever longer, up to a tenth of a second.
/// </summary>
internal struct ReceiveTrouble
{
    private const int Harmless = 3;
    private const int MostDoublings = 7;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    private int _errors;

    /// <summary>Takes note of an error.</summary>
    /// <param name="isNews">Whether it is the one of its row that is worth telling.</param>
    /// <returns>How long to wait.</returns>
    public TimeSpan Next(out bool isNews)
    {
        var beyond = _errors++ - Harmless;
        _errors = Math.Min(_errors, Harmless + MostDoublings + 1);
        isNews = beyond == 0;
        return beyond < 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(Longest.Ticks, Shortest.Ticks << beyond));
    }

    /// <summary>Takes note of a datagram.</summary>
    /// <returns>Whether that ends a row of errors that was told.</returns>
    public bool End()
    {
        var wasTold = _errors > Harmless;
        _errors = 0;
        return wasTold;
    }
}
