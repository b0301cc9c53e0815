using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace Parley.Benchmarks.Conversations;

/// <summary>How long collections stop this process, from the runtime's own events.</summary>
internal sealed class Collections : EventListener
{
    private const EventKeywords Gc = (EventKeywords)1;

    private readonly ConcurrentQueue<(int Generation, double Milliseconds)> _pauses = [];
    private DateTime _stopped;
    private int _generation;

    /// <summary>The pauses since the last time, of young generations and of the oldest: how many, their 99th percentile and the longest.</summary>
    public (string Young, string Old) Take()
    {
        var pauses = new List<(int Generation, double Milliseconds)>();
        while (_pauses.TryDequeue(out var pause))
        {
            pauses.Add(pause);
        }

        return (Tell(pauses.Where(p => p.Generation < 2)), Tell(pauses.Where(p => p.Generation == 2)));
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Informational, Gc);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        switch (eventData.EventName)
        {
            case "GCSuspendEEBegin_V1":
                (_stopped, _generation) = (eventData.TimeStamp, 0);
                break;
            case "GCStart_V2":
                _generation = Convert.ToInt32(eventData.Payload![1], CultureInfo.InvariantCulture);
                break;
            case "GCRestartEEEnd_V1" when _stopped != default:
                _pauses.Enqueue((_generation, (eventData.TimeStamp - _stopped).TotalMilliseconds));
                _stopped = default;
                break;
        }
    }

    private static string Tell(IEnumerable<(int Generation, double Milliseconds)> pauses)
    {
        var sorted = pauses.Select(p => p.Milliseconds).Order().ToArray();
        return sorted.Length == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{sorted.Length}: {sorted[(int)((sorted.Length - 1) * 0.99)]:0.0} / {sorted[^1]:0.0} ms");
    }
}
