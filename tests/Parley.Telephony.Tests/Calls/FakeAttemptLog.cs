namespace Parley.Telephony.Tests.Calls;

/// <summary>An attempt log in memory that can be told to fail.</summary>
internal sealed class FakeAttemptLog : IAttemptLog
{
    public List<DialAttempt> Written { get; } = [];

    /// <summary>Runs before an attempt counts as written.</summary>
    public Func<DialAttempt, ValueTask> Writing { get; set; } = _ => default;

    public async ValueTask<DialRefused?> WriteAsync(DialAttempt attempt, CancellationToken cancellationToken)
    {
        await Writing(attempt);
        lock (Written)
        {
            Written.Add(attempt);
        }

        return null;
    }
}
