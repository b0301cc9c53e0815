using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Parley.Speech.Failover;

/// <summary>Engines in order of preference, with what is known of each.</summary>
/// <typeparam name="T">What they are.</typeparam>
internal sealed partial class FailoverChain<T>
    where T : class
{
    private static readonly Meter Meter = new("Parley.Speech");
    private static readonly Counter<long> Switches = Meter.CreateCounter<long>("parley.speech.failovers", "{request}", "Requests that went on to another engine.");

    private readonly string _kind;
    private readonly FailoverOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IFailoverListener[] _listeners;

    public FailoverChain(
        string kind,
        IEnumerable<(string Name, T Engine)> engines,
        FailoverOptions options,
        TimeProvider time,
        ILogger logger,
        IEnumerable<IFailoverListener> listeners)
    {
        (_kind, _options, _time, _logger, _listeners) = (kind, options, time, logger, [.. listeners]);
        Links = [.. engines.Select((engine, i) => new Link(engine.Name, engine.Engine, i == 0, new Circuit(options, time)))];
        if (Links.Count == 0)
        {
            throw new ArgumentException("A chain needs an engine.", nameof(engines));
        }
    }

    /// <summary>The engines, best first.</summary>
    public IReadOnlyList<Link> Links { get; }

    /// <summary>One request's way through the chain: those that are well first, then, if all of them failed, those that were passed over.</summary>
    public IEnumerable<FailoverAttempt<T>> Attempts(CancellationToken cancellationToken)
    {
        List<Link> passedOver = [];
        for (var i = 0; i < Links.Count; i++)
        {
            if (Links[i].Circuit.TryEnter())
            {
                yield return new(Links[i], IsLast(i, passedOver) ? TimeSpan.Zero : _options.FirstAnswer, _time, cancellationToken);
            }
            else
            {
                passedOver.Add(Links[i]);
            }
        }

        for (var i = 0; i < passedOver.Count; i++)
        {
            yield return new(passedOver[i], i == passedOver.Count - 1 ? TimeSpan.Zero : _options.FirstAnswer, _time, cancellationToken);
        }
    }

    /// <summary>An attempt went well.</summary>
    public void Succeed(FailoverAttempt<T> attempt)
    {
        if (attempt.Succeed())
        {
            Log.Recovered(_logger, _kind, attempt.Link.Name);
            Tell(new FailoverNotice.Recovered(_kind, attempt.Link.Name));
        }
    }

    /// <summary>The request went on from an attempt that failed to the next.</summary>
    public void Switch(FailoverAttempt<T> failed, FailoverAttempt<T> next, bool isInTheMiddle)
    {
        Switches.Add(1, new("kind", _kind), new("engine", failed.Link.Name));
        Log.Switched(_logger, _kind, failed.Link.Name, next.Link.Name, isInTheMiddle, failed.Failure!);
        Tell(new FailoverNotice.Switched(_kind, failed.Link.Name, next.Link.Name, failed.Failure!, isInTheMiddle));
    }

    private bool IsLast(int index, List<Link> passedOver) => index == Links.Count - 1 && passedOver.Count == 0;

    private void Tell(FailoverNotice notice)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener.OnFailover(notice);
            }
            catch (Exception exception)
            {
                Log.ListenerFailed(_logger, exception);
            }
        }
    }

    /// <summary>One engine.</summary>
    /// <param name="Name">What logs call it.</param>
    /// <param name="Engine">The engine.</param>
    /// <param name="IsFirst">Whether it is the one that is preferred.</param>
    /// <param name="Circuit">Whether it is asked.</param>
    internal sealed record Link(string Name, T Engine, bool IsFirst, Circuit Circuit);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind}: {Engine} failed (in the middle: {IsInTheMiddle}), {Next} takes over")]
        public static partial void Switched(ILogger logger, string kind, string engine, string next, bool isInTheMiddle, Exception failure);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Kind}: {Engine} answers again")]
        public static partial void Recovered(ILogger logger, string kind, string engine);

        [LoggerMessage(Level = LogLevel.Error, Message = "A listener to failovers failed")]
        public static partial void ListenerFailed(ILogger logger, Exception failure);
    }
}
