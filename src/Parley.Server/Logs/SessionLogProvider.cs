using Microsoft.Extensions.Logging;

namespace Parley.Server.Logs;

/// <summary>Hands what is logged in a session's scope, or says a session's id in its values, to <see cref="SessionLogs"/>.</summary>
[ProviderAlias("Sessions")]
internal sealed class SessionLogProvider(SessionLogs logs) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new SessionLogger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // The logs belong to the host.
    }

    private sealed class SessionLogger(SessionLogProvider owner, string category) : ILogger
    {
        private readonly string _source = category[(category.LastIndexOf('.') + 1)..];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => owner.Logs.Enabled;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (SessionOf(state) is { } session)
            {
                var text = formatter(state, exception);
                owner.Logs.Add(session, logLevel, _source, exception is null ? text : $"{text} [{exception.GetType().Name}: {exception.Message}]");
            }
        }

        private Guid? SessionOf<TState>(TState state)
        {
            Guid? session = null;
            owner._scopes.ForEachScope((scope, _) => session = scope is SessionLogScope of ? of.SessionId : session, (object?)null);
            if (session is null && state is IReadOnlyList<KeyValuePair<string, object?>> values)
            {
                for (var i = 0; i < values.Count && session is null; i++)
                {
                    session = values[i] is { Key: "SessionId", Value: Guid id } ? id : null;
                }
            }

            return session;
        }
    }

    private SessionLogs Logs => logs;
}
