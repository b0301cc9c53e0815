namespace Parley.Speech.Vendors;

/// <summary>Takes messages from a socket of one's own, each within a time limit. When nobody wants the answer any more, or patience ends, it hangs up.</summary>
internal sealed class VendorPatience : IDisposable
{
    private readonly VendorSocket _socket;
    private readonly Vendor _vendor;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenRegistration _onTimeout;
    private readonly CancellationTokenRegistration _onCancel;

    public VendorPatience(VendorSocket socket, Vendor vendor, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        (_socket, _vendor, _limit, _caller) = (socket, vendor, limit, cancellationToken);
        _timeout = new CancellationTokenSource(limit, time);
        _onTimeout = _timeout.Token.UnsafeRegister(static s => ((VendorSocket)s!).HangUp(), socket);
        _onCancel = cancellationToken.UnsafeRegister(static s => ((VendorSocket)s!).HangUp(), socket);
    }

    /// <summary>Does one step with the socket.</summary>
    /// <exception cref="SpeechException">The connection broke, or the vendor was too slow.</exception>
    public async Task<T> GuardAsync<T>(Func<VendorSocket, Task<T>> step)
    {
        _timeout.CancelAfter(_limit);
        try
        {
            return await step(_socket);
        }
        catch (SpeechException) when (_caller.IsCancellationRequested)
        {
            throw new OperationCanceledException(_caller);
        }
        catch (SpeechException) when (_timeout.IsCancellationRequested)
        {
            throw _vendor.TimedOut("did not go on", _limit);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _onCancel.Dispose();
        _onTimeout.Dispose();
        _timeout.Dispose();
    }
}
