using Parley.Sip.Messages;
using Parley.Sip.Transport;

namespace Parley.Sip.Transactions;

/// <summary>The transactions alive, and which message belongs to which.</summary>
internal sealed class TransactionTable
{
    private readonly Dictionary<TransactionKey, SipTransaction> _clients = [];
    private readonly Dictionary<TransactionKey, ServerTransaction> _servers = [];
    private readonly Dictionary<(string CallId, string? FromTag, CSeq CSeq), TransactionKey> _requests = [];
    private int _count;

    /// <summary>How many there are; may be read from any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    public void AddClient(SipTransaction transaction)
    {
        _clients[transaction.Key] = transaction;
        Recount();
    }

    public void AddServer(ServerTransaction transaction)
    {
        _servers[transaction.Key] = transaction;
        _requests.TryAdd(IdentityOf(transaction.Request), transaction.Key);
        Recount();
    }

    public void Remove(SipTransaction transaction)
    {
        if (transaction is not ServerTransaction)
        {
            _clients.Remove(transaction.Key);
        }
        else if (_servers.Remove(transaction.Key))
        {
            var identity = IdentityOf(transaction.Request);
            if (_requests.TryGetValue(identity, out var key) && key == transaction.Key)
            {
                _requests.Remove(identity);
            }
        }

        Recount();
    }

    public IClientTransaction? FindClient(SipResponse response) => _clients.GetValueOrDefault(TransactionKey.ForClient(response)) as IClientTransaction;

    public ServerTransaction? FindServer(SipRequest request) => _servers.GetValueOrDefault(TransactionKey.ForServer(request));

    public ServerTransaction? FindCancelled(SipRequest cancel) => _servers.GetValueOrDefault(TransactionKey.OfCancelled(cancel));

    /// <summary>Whether the same request is here already, come by another way (RFC 3261, section 8.2.2.2).</summary>
    public bool IsMerged(SipRequest request) => request.To.Tag is null && request.From.Tag is not null && _requests.ContainsKey(IdentityOf(request));

    /// <summary>Client transactions to a destination that have heard nothing yet.</summary>
    public List<SipTransaction> WaitingFor(System.Net.IPEndPoint destination) =>
        [.. _clients.Values.Where(t => SipHop.AreSame(t.Destination, destination) && t is IClientTransaction { IsWaiting: true })];

    /// <summary>Ends them all at once.</summary>
    public void Clear()
    {
        foreach (var transaction in _clients.Values.Concat(_servers.Values).ToList())
        {
            transaction.Abort();
        }
    }

    private static (string CallId, string? FromTag, CSeq CSeq) IdentityOf(SipRequest request) => (request.CallId, request.From.Tag, request.CSeq);

    private void Recount() => Volatile.Write(ref _count, _clients.Count + _servers.Count);
}
