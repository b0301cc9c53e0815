using Parley.Speech.Vendors;

namespace Parley.Speech.Cartesia;

/// <summary>The connection that all texts share: made with the first of them, and anew when it broke. Owns it, and those before it until their last text ends.</summary>
internal sealed class CartesiaLink(Vendor vendor, CartesiaOptions options, VendorUsage usage, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly List<CartesiaConnection> _old = [];
    private CartesiaConnection? _current;

    /// <summary>Gives the connection.</summary>
    /// <exception cref="SpeechException">The vendor refused or cannot be reached.</exception>
    public async Task<CartesiaConnection> GetAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_current is { IsOpen: true } open)
            {
                return open;
            }

            await PutAwayAsync();
            var socket = await VendorSocket.ConnectAsync(
                vendor,
                new Uri(options.Server!, $"/tts/websocket?cartesia_version={options.ApiVersion}"),
                [("Authorization", $"Bearer {options.ApiKey}"), ("Cartesia-Version", options.ApiVersion)],
                options.ConnectTimeout,
                time,
                cancellationToken);
            return _current = new CartesiaConnection(socket, vendor, usage);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _current is null ? _old : [.. _old, _current])
        {
            await connection.DisposeAsync();
        }

        _connecting.Dispose();
    }

    private async Task PutAwayAsync()
    {
        if (_current is not null)
        {
            _old.Add(_current);
            _current = null;
        }

        foreach (var connection in _old.Where(c => !c.IsBusy).ToList())
        {
            _old.Remove(connection);
            await connection.DisposeAsync();
        }
    }
}
