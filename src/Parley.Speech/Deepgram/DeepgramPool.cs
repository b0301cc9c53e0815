using Parley.Speech.Vendors;

namespace Parley.Speech.Deepgram;

/// <summary>Connections that wait for a next turn. It owns them while they wait, and ends them when it is disposed.</summary>
internal sealed class DeepgramPool(Vendor vendor, DeepgramOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<DeepgramConnection> _idle = [];
    private bool _isDisposed;

    /// <summary>Takes a connection with these parameters that waits, or makes one. Whoever takes it gives it back or disposes it.</summary>
    /// <exception cref="SpeechException">The vendor refused or cannot be reached.</exception>
    public async Task<DeepgramConnection> TakeAsync(Uri uri, CancellationToken cancellationToken)
    {
        while (Pick(uri) is { } idle)
        {
            if (idle.IsOpen)
            {
                return idle;
            }

            await idle.DisposeAsync();
        }

        var socket = await VendorSocket.ConnectAsync(
            vendor, uri, [("Authorization", $"Token {options.ApiKey}")], options.ConnectTimeout, time, cancellationToken);
        return new DeepgramConnection(socket, vendor, uri, options, time);
    }

    /// <summary>Gives a connection back whose turn is over and told to its end.</summary>
    public async ValueTask GiveBackAsync(DeepgramConnection connection)
    {
        List<DeepgramConnection> ended = [];
        lock (_lock)
        {
            ended.AddRange(_idle.Where(c => !c.IsOpen));
            _idle.RemoveAll(ended.Contains);
            (_isDisposed || !connection.IsOpen ? ended : _idle).Add(connection);
        }

        foreach (var one in ended)
        {
            await one.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        DeepgramConnection[] all;
        lock (_lock)
        {
            _isDisposed = true;
            all = [.. _idle];
            _idle.Clear();
        }

        foreach (var connection in all)
        {
            await connection.DisposeAsync();
        }
    }

    private DeepgramConnection? Pick(Uri uri)
    {
        lock (_lock)
        {
            var i = _idle.FindLastIndex(c => c.Uri == uri);
            if (i < 0)
            {
                return null;
            }

            var found = _idle[i];
            _idle.RemoveAt(i);
            return found;
        }
    }
}
