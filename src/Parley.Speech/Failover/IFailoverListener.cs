namespace Parley.Speech.Failover;

/// <summary>Is told when chains of engines change over. Register any number of them; each is told by the request that noticed, so it must not block.</summary>
public interface IFailoverListener
{
    /// <summary>Something happened. What it throws is logged and changes nothing.</summary>
    void OnFailover(FailoverNotice notice);
}
