class Solution:
    def doubleIt(self, head: Optional[ListNode]) -> Optional[ListNode]:
        if head.val > 4:
            head = ListNode(0, head)
        node = head
        while node:
            carry = node.next is not None and node.next.val > 4
            node.val = node.val * 2 % 10 + carry
            node = node.next
        return head
