using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Logs;

/// <summary>
/// What is logged in sessions, on its way to the database. Bounded per session and in all: logging never waits, and what is too much is dropped and said so.
/// </summary>
internal sealed class SessionLogs(IOptions<ParleyOptions> options, TimeProvider time)
{
    /// <summary>The most characters of a line.</summary>
    public const int MaxTextLength = 4096;

    private const int MostWaiting = 10_000;

    private readonly Channel<SessionLogLine> _lines = Channel.CreateBounded<SessionLogLine>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Book> _open = [];

    /// <summary>Whether anything is kept.</summary>
    public bool Enabled => options.Value.Logs.Enabled;

    /// <summary>The lines that are not written yet.</summary>
    public ChannelReader<SessionLogLine> Lines => _lines.Reader;

    /// <summary>Begins the log of a session. Its secrets are hidden wherever they turn up.</summary>
    public void Open(SessionLogScope session, IEnumerable<string> secrets)
    {
        var hidden = LogScrubber.ToHide(secrets);
        lock (_gate)
        {
            _open[session.SessionId] = new(session, hidden);
        }
    }

    /// <summary>Ends the log of a session: what comes then belongs to no session.</summary>
    public void Close(Guid sessionId)
    {
        lock (_gate)
        {
            _open.Remove(sessionId);
        }
    }

    /// <summary>Takes a line of a session that is open.</summary>
    public void Add(Guid sessionId, LogLevel level, string source, string message)
    {
        if (!Enabled || level < options.Value.Logs.Level || level is LogLevel.None)
        {
            return;
        }

        Book? book;
        int number;
        lock (_gate)
        {
            number = _open.TryGetValue(sessionId, out book) ? ++book.Count : 0;
        }

        if (book is null || number > options.Value.Logs.MaxPerSession)
        {
            return;
        }

        var text = number == options.Value.Logs.MaxPerSession
            ? "WARNING Parley: the session has logged as much as is kept; what follows is not"
            : LogScrubber.Clean($"{Name(level)} {source}: {message}", book.Secrets, MaxTextLength);
        _lines.Writer.TryWrite(new SessionLogLine
        {
            SessionId = sessionId,
            Agent = book.Scope.Agent,
            DeploymentId = book.Scope.DeploymentId,
            At = time.GetUtcNow(),
            Text = text,
        });
    }

    /// <summary>Takes an event of a session: that it happened and on which leg, but not what was pressed or said.</summary>
    public void Add(Guid sessionId, AgentEvent occurred)
    {
        var text = occurred switch
        {
            CallStateUpdated state => $"call state: {state.State}",
            DialoutError error => $"{nameof(DialoutError)} leg {error.SessionId}",
            DialoutEvent dialout => $"{dialout.GetType().Name} leg {dialout.SessionId}",
            DtmfReceived key => $"{nameof(DtmfReceived)} leg {key.SessionId}",
            ParticipantJoined joined => $"{nameof(ParticipantJoined)} {joined.Participant.Id}",
            ParticipantLeft left => $"{nameof(ParticipantLeft)} {left.Participant.Id}",
            ConversationError error => $"{nameof(ConversationError)} {error.Source}: {error.Message}",
            ConversationEvent => null,   // Turns and words: many, and nobody's business here.
            _ => occurred.GetType().Name,
        };
        if (text is not null)
        {
            Add(sessionId, occurred is DialoutError or ConversationError ? LogLevel.Warning : LogLevel.Information, "event", text);
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        _ => "CRITICAL",
    };

    private sealed class Book(SessionLogScope scope, IReadOnlyCollection<string> secrets)
    {
        public SessionLogScope Scope => scope;

        public IReadOnlyCollection<string> Secrets => secrets;

        public int Count { get; set; }
    }
}
